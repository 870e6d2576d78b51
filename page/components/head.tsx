/** The head of the page: sentence, key figures with their range, what was corrected, badges of basis. */
import { BASES, type Basis, hasFactors, meanPowerW } from '../../src/accounting/index.ts';
import { formatCount, formatEnergyRange, formatMassRange, formatShare } from '../../src/model/numbers.ts';
import { plural } from '../../src/model/text.ts';
import { correctionsText } from '../../src/report/statement/correction-texts.ts';
import { PLAIN } from '../../src/report/statement/markup.ts';
import { loggedPhrase } from '../../src/report/statement/notes.ts';
import { NO_FILTER } from '../filter.ts';
import {
  known as allRuns,
  facts,
  filter,
  given,
  isFiltered,
  kept,
  range,
  sentenceText,
  source,
  totals,
  whatIf,
} from '../state.ts';
import { CopyButton } from './copy-button.tsx';
import { Duration, Energy, Mass, Power } from './figure-text.tsx';

/** What each basis means, as docs/figures.md has it. */
export const BASIS_MEANINGS: Record<Basis, string> = {
  measured: 'monitored to the end',
  estimated: 'power from a load model',
  simulated: 'power of simulated devices',
  predicted: 'extrapolated from the monitored epochs',
  recovered: 'the finished epochs of a run that was cut off or printed no total',
  none: 'nothing was measured',
};

/** The top of the page. */
export function Head() {
  const document = source.value?.document;
  if (document === undefined) return null;
  const sum = totals.value;
  const known = range.value;
  return (
    <header>
      <h1>{document.title}</h1>
      <p class="sentence" data-name="sentence">
        {sentenceText.value} <CopyButton text={() => sentenceText.value} label="Copy" />
      </p>
      {isFiltered.value && (
        <p class="selection" role="status">
          These figures are those of {formatCount(kept.value.length)} of {plural(allRuns.value.length, 'run')}.{' '}
          <button type="button" class="quiet" onClick={() => (filter.value = NO_FILTER)}>
            Show all runs
          </button>
        </p>
      )}
      <dl class="figures">
        <div class="main">
          <dt>Energy</dt>
          <dd>
            <Energy value={sum.energyKwh} name="energyKwh" />
            {known !== null && <small>{formatEnergyRange(known.energyKwh)}</small>}
          </dd>
        </div>
        <div class="main">
          <dt>CO2eq</dt>
          <dd>
            <Mass value={sum.co2eqG} name="co2eqG" />
            {known?.co2eqG != null && <small>{formatMassRange(known.co2eqG)}</small>}
            {sum.co2eqUnknownRuns > 0 && <small>unknown for {plural(sum.co2eqUnknownRuns, 'run')}</small>}
          </dd>
        </div>
        <div>
          <dt>Duration</dt>
          <dd>
            <Duration value={sum.durationS} name="durationS" />
          </dd>
        </div>
        <div>
          <dt>Runs</dt>
          <dd>
            <data value={sum.runs} data-name="runs">
              {formatCount(sum.runs)}
            </data>
          </dd>
        </div>
        <div>
          <dt>Mean power</dt>
          <dd>
            <Power value={meanPowerW(kept.value, sum.durationS, whatIf.value.asLogged)} name="meanPowerW" />
            <small>without PUE</small>
          </dd>
        </div>
      </dl>
      <Corrected />
      <BasisBadges />
    </header>
  );
}

function Corrected() {
  const logged = loggedPhrase({ totals: totals.value, asLogged: false }, PLAIN);
  if (whatIf.value.asLogged) {
    return <p class="note warning">These are the figures as the logs print them: nothing is corrected.</p>;
  }
  if (logged === null) return null;
  const reasons = correctionsText(facts.value);
  const isRecalculated = hasFactors(given.value.factors);
  const hint = isRecalculated ? ' (with the factors of the logs)' : '';
  return (
    <p class="note warning">
      {reasons === null
        ? `The logs print ${logged}; the figures above are ${isRecalculated ? 'recalculated' : 'corrected'}.`
        : `The logs print ${logged}. Corrected above${hint}: ${reasons}.`}
    </p>
  );
}

function BasisBadges() {
  const { basis, energyKwh } = totals.value;
  const known = BASES.filter((name) => basis[name].runs > 0);
  return (
    <ul class="badges" aria-label="Basis of the figures">
      {known.map((name) => {
        const part = basis[name];
        const share =
          energyKwh > 0 && part.energyKwh > 0 ? `, ${formatShare(part.energyKwh / energyKwh)} of the energy` : '';
        return (
          <li key={name}>
            <button
              type="button"
              class={`badge ${name}`}
              title={BASIS_MEANINGS[name]}
              onClick={() => (filter.value = { ...filter.value, basis: name })}
            >
              {formatCount(part.runs)} {name}
            </button>{' '}
            <small>
              {BASIS_MEANINGS[name]}
              {known.length > 1 ? share : ''}
            </small>
          </li>
        );
      })}
    </ul>
  );
}
