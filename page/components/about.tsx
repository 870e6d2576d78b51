/** Where the page comes from: program, command, date, inputs; and how to check it. */
import { clean, plural } from '../../src/model/text.ts';
import { source } from '../state.ts';

/** The foot of the page. */
export function About() {
  const document = source.value?.document;
  if (document === undefined) return null;
  const { writer, commandLine, date, inputs } = document;
  return (
    <footer id="about">
      <h2>About this page</h2>
      <dl class="facts">
        <dt>Made by</dt>
        <dd>
          {writer.tool} {writer.version}, {date.replace('T', ' ').replace(/\.000Z$/, ' UTC')}
        </dd>
        {commandLine !== null && (
          <>
            <dt>Command</dt>
            <dd>
              <code>{clean(commandLine)}</code>
            </dd>
          </>
        )}
        <dt>Inputs</dt>
        <dd>
          {plural(inputs.files, 'file')}, SHA-256 over their sorted SHA-256 <code class="digest">{inputs.sha256}</code>
        </dd>
        <dt>Figures</dt>
        <dd>
          computed in this page from the runs that it holds, by the code of <code>ct-parse</code>; nothing is sent to
          any network. Yearly averages of countries: Electricity Maps through CO2.js (ODbL).
        </dd>
      </dl>
    </footer>
  );
}
