/** Columns -> the schema of a Parquet file. */
import type { SchemaElement } from 'hyparquet';
import type { Column, ColumnType, Shape } from './column.ts';

const TEXT: Partial<SchemaElement> = { type: 'BYTE_ARRAY', converted_type: 'UTF8' };
const LEAVES: Record<Exclude<ColumnType, 'texts' | 'nested'>, Partial<SchemaElement>> = {
  integer: { type: 'INT32' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  text: TEXT,
  time: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  // Older readers would take the converted type for UTC, so there is none.
  'local time': { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' } },
};

/** The elements of the schema in depth-first order. */
export function parquetSchemaOf<Row>(columns: readonly Column<Row>[]): SchemaElement[] {
  const elements = columns.flatMap(({ name, type, shape, nullWhen }) => {
    if (type === 'texts') return elementsOf(name, { list: 'text' });
    if (type === 'nested') return elementsOf(name, shape ?? 'text');
    const repetition = nullWhen === null ? 'REQUIRED' : 'OPTIONAL';
    return [{ name, repetition_type: repetition, ...LEAVES[type] } as SchemaElement];
  });
  return [{ name: 'root', num_children: columns.length }, ...elements];
}

/** Every part may be null, so that a value which lacks one can be written. */
function elementsOf(name: string, shape: Shape): SchemaElement[] {
  const optional = { name, repetition_type: 'OPTIONAL' } as const;
  if (typeof shape === 'string') return [{ ...optional, ...LEAVES[shape] } as SchemaElement];
  if ('list' in shape) {
    return [
      { ...optional, converted_type: 'LIST', logical_type: { type: 'LIST' }, num_children: 1 },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      ...elementsOf('element', shape.list),
    ];
  }
  const parts = Object.entries(shape.struct);
  return [{ ...optional, num_children: parts.length }, ...parts.flatMap(([part, of]) => elementsOf(part, of))];
}
