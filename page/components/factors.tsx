/** The factors behind the figures, with their values, years and sources. */
import { CAR_G_PER_KM, CAR_UNIT } from '../../src/model/factors.ts';
import { clean, plural } from '../../src/model/text.ts';
import { factorCounts, recalculatedText } from '../../src/report/statement/factor-texts.ts';
import { facts, settled } from '../state.ts';

const MOST_VALUES = 12;

/** The section of factors. */
export function Factors() {
  const { rows, factors: asked } = settled.value;
  const { pues, intensities } = factorCounts(rows.map(({ entry }) => entry));
  const recalculated = recalculatedText(asked, facts.value.tools.keptPue);
  return (
    <section id="factors" aria-labelledby="factors-title">
      <h2 id="factors-title">Factors</h2>
      <p>
        The energy of an epoch is the mean power of its components times its duration. The total adds the epochs up and
        multiplies them by the PUE, the overhead of the data centre. CO2eq is the energy times the carbon intensity of
        the electricity. Memory, storage, network and the making of the hardware are in no figure, unless a log names
        them as a component.
      </p>
      {recalculated !== null && <p data-name="recalculated">{recalculated}</p>}
      <div class="scroll">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">Factor</th>
              <th scope="col">Value, year and source</th>
              <th scope="col" class="number">
                Runs
              </th>
            </tr>
          </thead>
          <tbody>
            <Values name="PUE" values={pues} />
            <Values name="Carbon intensity" values={intensities} />
            <tr>
              <th scope="row">Equivalent: {CAR_UNIT}</th>
              <td>
                {CAR_G_PER_KM.value} g CO2 per km, {CAR_G_PER_KM.year}, {CAR_G_PER_KM.source}
              </td>
              <td />
            </tr>
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Values({ name, values }: { name: string; values: readonly { name: string; count: number }[] }) {
  const rest = values.slice(MOST_VALUES).reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      {values.slice(0, MOST_VALUES).map((value) => (
        <tr key={value.name}>
          <th scope="row">{name}</th>
          <td>{clean(value.name)}</td>
          <td class="number">{value.count}</td>
        </tr>
      ))}
      {rest > 0 && (
        <tr>
          <th scope="row">{name}</th>
          <td>{plural(values.length - MOST_VALUES, 'other value')}, which the CSV file lists</td>
          <td class="number">{rest}</td>
        </tr>
      )}
    </>
  );
}
