/** The page without data: logs are dropped on it, or chosen, and read here; nothing leaves the machine. */
import type { TargetedEvent } from 'preact';
import { VERSION } from '../../src/model/version.ts';
import { openList, progress } from '../open-files.ts';

/** The page without data, with fields for files and folders. */
export function DropPlace() {
  return (
    <section class="drop" aria-labelledby="drop-title">
      <h1 id="drop-title">Drop logs here</h1>
      <p>
        Files, folders and archives (<code>.zip</code>, <code>.tar</code>, <code>.tar.gz</code>) of carbontracker,
        ct-track and CodeCarbon, console text with carbontracker's blocks, event logs of carbontracker-tui, and power
        traces such as the CSV of <code>nvidia-smi</code>. They are read in this page; nothing is sent anywhere.
      </p>
      <p class="choose">
        <Chooser label="Choose files" isFolder={false} />
        <Chooser label="Choose a folder" isFolder={true} />
      </p>
      <p role="status">{progress.value}</p>
      <p class="caption">ct-parse {VERSION}</p>
    </section>
  );
}

/** A field for files, or for a folder with all that lies below it. */
function Chooser({ label, isFolder }: { label: string; isFolder: boolean }) {
  const onChange = ({ currentTarget }: TargetedEvent<HTMLInputElement>): void => void openList(currentTarget.files);
  return (
    <label class="button">
      {label}
      <input
        type="file"
        multiple
        name={isFolder ? 'folder' : 'files'}
        {...(isFolder ? { webkitdirectory: true } : {})}
        onChange={onChange}
      />
    </label>
  );
}
