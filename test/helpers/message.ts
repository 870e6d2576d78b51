/** Messages without a file around them. */
import { type Message, readMessage } from '../../src/log/messages.ts';
import { scanRecords } from '../../src/log/records.ts';

/** Reads a message as a record of a log. */
export function readText(message: string): Message | null {
  let read: Message | null = null;
  scanRecords(`2026-11-23 15:40:48 - ${message}\n`, (record) => {
    read = readMessage(record);
  });
  return read;
}
