/** The epochs of a run as a table. */
import { useRef } from 'preact/hooks';
import type { EpochRow } from '../../src/accounting/index.ts';
import { isPrinting } from '../printing.ts';
import { Duration, Energy, Power } from './figure-text.tsx';
import { useVirtualRows } from './virtual-rows.ts';

const ROW_PX = 28;

/** The section of epochs; only the visible rows are in the document. */
export function EpochTable({ epochs }: { epochs: readonly EpochRow[] }) {
  const room = useRef<HTMLDivElement>(null);
  const visible = useVirtualRows(room, epochs.length, ROW_PX);
  return (
    <section aria-labelledby="epochs-title">
      <h2 id="epochs-title">Epochs</h2>
      <p class="caption">
        Powers are without PUE; the energy of an epoch is its power times its duration times the PUE.
      </p>
      <div class="table epochs" role="table" aria-label="Epochs" aria-rowcount={epochs.length + 1}>
        <div role="rowgroup">
          <div role="row" class="row head" aria-rowindex={1}>
            {['Epoch', 'Duration', 'GPU', 'CPU', 'Power', 'Energy'].map((title) => (
              <span key={title} role="columnheader" class="number">
                {title}
              </span>
            ))}
          </div>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <div role="rowgroup" class="rows" ref={room} tabIndex={0} aria-label="Rows of epochs">
          <div class="all" style={{ height: `${visible.totalPx}px` }}>
            {visible.items.map(({ index, topPx }) => {
              const epoch = epochs[index];
              if (epoch === undefined) return null;
              return (
                <div
                  key={index}
                  role="row"
                  class={index % 2 === 0 ? 'row' : 'row odd'}
                  aria-rowindex={index + 2}
                  style={{ top: `${topPx}px`, height: `${ROW_PX}px` }}
                >
                  <span role="cell" class="number">
                    {epoch.label}
                  </span>
                  <span role="cell" class="number">
                    <Duration value={epoch.durationS} />
                  </span>
                  <span role="cell" class="number">
                    <Power value={epoch.gpuPowerW} />
                  </span>
                  <span role="cell" class="number">
                    <Power value={epoch.cpuPowerW} />
                  </span>
                  <span role="cell" class="number">
                    <Power value={epoch.powerW} />
                  </span>
                  <span role="cell" class="number">
                    <Energy value={epoch.energyKwh} name="epochEnergyKwh" />
                  </span>
                </div>
              );
            })}
          </div>
        </div>
      </div>
      {isPrinting.value && visible.items.length < epochs.length && (
        <p class="caption">
          The first {visible.items.length} of {epochs.length} epochs.
        </p>
      )}
    </section>
  );
}
