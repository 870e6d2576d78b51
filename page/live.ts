/** The page of `ct-parse view`: it asks the server that it comes from for its data, and again when that has new data. */
import { type ReportDocument, readDocument } from '../src/report/document/index.ts';
import { unpacked } from './embedded.ts';

/** Whether the page comes from `ct-parse view`. */
export const isLive = (): boolean => document.querySelector('meta[name="ct-parse-live"]') !== null;

async function fetched(): Promise<ReportDocument> {
  const response = await fetch('data');
  return readDocument(await unpacked(new Uint8Array(await response.arrayBuffer())), 'the server');
}

/** Shows the data of the server now and whenever they change. */
export async function followServer(show: (document: ReportDocument) => void): Promise<void> {
  show(await fetched());
  const events = new EventSource('events');
  let wanted = 0;
  events.addEventListener('changed', () => {
    wanted += 1;
    const own = wanted;
    void fetched().then((document) => {
      if (own === wanted) show(document);
    });
  });
}
