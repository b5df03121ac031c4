import { printable } from './printable.ts';

/** What `wslnet edit` says besides diagnostics. */
export const editNotes = {
  question: 'Edit again, keep it anyway, or discard it? [e/k/d] ',
  kept: (path: string) => `Your version is in ${printable(path)}.\n`,
};
