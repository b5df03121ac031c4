import { TOPICS as DOCTOR_TOPICS } from '../../report/checks/check.ts';
import { TOPICS as EXPLAIN_TOPICS } from '../../report/explain/topics.ts';
import type { Candidate } from './candidate.ts';

/** What `wslnet explain` explains: modes, settings and codes. */
export function explainTopics(): Candidate[] {
  return EXPLAIN_TOPICS.map(({ topic, summary }) => ({ value: topic, description: summary ?? '' }));
}

/** The parts of the examination of `wslnet doctor`. */
export function doctorTopics(): Candidate[] {
  return DOCTOR_TOPICS.map((value) => ({ value, description: '' }));
}
