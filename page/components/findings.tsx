/** Findings of the kept runs by kind: what they mean, how many runs they concern, what they may change. */
import { spreadText } from '../../src/accounting/index.ts';
import { meaningOf } from '../../src/model/findings.ts';
import { clean, plural } from '../../src/model/text.ts';
import { facts, filter, isFiltered, source } from '../state.ts';

/** The section of findings. */
export function Findings() {
  const { findings, totals } = facts.value;
  const loose = isFiltered.value ? [] : (source.value?.document.findings ?? []);
  if (findings.length === 0) {
    return (
      <section id="findings" aria-labelledby="findings-title">
        <h2 id="findings-title">Findings</h2>
        <p>Nothing affects how far these figures can be trusted, as far as the logs show.</p>
      </section>
    );
  }
  return (
    <section id="findings" aria-labelledby="findings-title">
      <h2 id="findings-title">Findings</h2>
      <ul class="finding-list">
        {findings.map(({ code, severity, runs, ...spread }) => {
          const own = loose.filter((finding) => finding.code === code);
          const effect = spreadText(spread, totals.energyKwh);
          return (
            <li key={code}>
              <span class={`count ${severity}`}>{severity}</span>
              <div>
                <p>
                  <b>{meaningOf(code)}</b> <code>{code}</code>
                  {effect !== '' && <span class="effect"> {effect}</span>}
                </p>
                {own.length > 0 && (
                  <details>
                    <summary>{plural(own.length, 'message')}</summary>
                    <ul>
                      {own.slice(0, 200).map(({ message }, i) => (
                        <li key={i}>{clean(message)}</li>
                      ))}
                    </ul>
                  </details>
                )}
              </div>
              {own.length === 0 && (
                <button
                  type="button"
                  class="quiet"
                  onClick={() => {
                    filter.value = { ...filter.value, finding: code };
                    document.getElementById('runs')?.scrollIntoView();
                  }}
                >
                  {plural(runs, 'run')}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
