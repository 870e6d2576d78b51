/** The bar of questions: another PUE, another carbon intensity, figures as logged. */
import { useEffect, useState } from 'preact/hooks';
import {
  type CountryName,
  countriesWithAverages,
  INTENSITY_YEARS,
  LATEST_INTENSITY_YEAR,
} from '../../src/model/country.ts';
import { ask, given, isChanged, resetWhatIf, whatIf } from '../state.ts';

/** The fields for other factors. */
export function WhatIfBar() {
  const [countries, setCountries] = useState<CountryName[]>([]);
  useEffect(() => {
    void countriesWithAverages().then(setCountries);
  }, []);
  const asked = whatIf.value;
  const { asLogged } = asked;
  const set = (change: Partial<typeof asked>): void => void ask({ ...asked, ...change });
  return (
    <section class="what-if" aria-label="Other factors">
      <fieldset>
        <legend>Figures</legend>
        <label>
          <input type="radio" name="figures" checked={!asLogged} onChange={() => set({ asLogged: false })} /> corrected
        </label>
        <label>
          <input type="radio" name="figures" checked={asLogged} onChange={() => set({ asLogged: true })} /> as logged
        </label>
      </fieldset>
      <label>
        PUE{' '}
        <input
          type="number"
          name="pue"
          min="1"
          step="0.01"
          placeholder="as logged"
          disabled={asLogged}
          value={asked.pue}
          onInput={({ currentTarget }) => set({ pue: currentTarget.value })}
        />
      </label>
      <label>
        Intensity{' '}
        <input
          type="number"
          name="intensity"
          min="0"
          step="1"
          placeholder="as logged"
          disabled={asLogged || asked.country !== ''}
          value={asked.gPerKwh}
          onInput={({ currentTarget }) => set({ gPerKwh: currentTarget.value })}
        />{' '}
        g/kWh
      </label>
      <label>
        or country{' '}
        <select
          name="country"
          disabled={asLogged}
          value={asked.country}
          onChange={({ currentTarget }) => set({ country: currentTarget.value, gPerKwh: '' })}
        >
          <option value="">as logged</option>
          {countries.map(({ code, name }) => (
            <option key={code} value={code}>
              {name} ({code})
            </option>
          ))}
        </select>
      </label>
      <label>
        Year{' '}
        <select
          name="year"
          disabled={asLogged || asked.country === ''}
          value={asked.year || String(LATEST_INTENSITY_YEAR)}
          onChange={({ currentTarget }) => set({ year: currentTarget.value })}
        >
          {INTENSITY_YEARS.map((year) => (
            <option key={year} value={String(year)}>
              {year}
            </option>
          ))}
        </select>
      </label>
      <button type="button" disabled={!isChanged.value} onClick={resetWhatIf}>
        Reset
      </button>
      {given.value.error !== null && <p role="alert">{given.value.error}</p>}
    </section>
  );
}
