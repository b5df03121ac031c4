import type { ChangeDocumentName } from '../report/schemas/documents.ts';

/** A command as a user types it. @param name of its document */
export function commandOf(name: ChangeDocumentName): string {
  return name.replace('-', ' ');
}
