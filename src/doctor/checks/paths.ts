import { countOf, listOf } from '../../text/names.ts';
import { printable } from '../../text/printable.ts';
import { type Check, failure, machineCheck, open, pass, warning } from '../check.ts';
import { cure } from '../cures.ts';

/** What was tried with `--test`: not what ought to work, but what does. */
export const PATH_CHECKS: readonly Check[] = [
  machineCheck({
    id: 'paths',
    topic: 'network',
    asks: 'With --test: does every path that the active mode supports work?',
    unless: ({ paths }) => (paths === null ? 'To test the network: wslnet doctor --test' : null),
    endings: {
      work: pass('Each does.'),
      fail: failure('A path fails.', ['as-tested']),
      slow: warning('All work, but some have problems.', ['as-tested']),
      untold: open('They could not be tested.'),
    },
    judge: (_, { paths }, end) => {
      const tried = (paths ?? []).filter(({ state }) => state === 'works' || state === 'fails');
      if (tried.length === 0) return end('untold', 'Unknown: which paths work. To find out why: wslnet test');
      const failed = tried.filter(({ state }) => state === 'fails');
      const troubled = failed.length > 0 ? failed : tried.filter(({ trouble }) => trouble !== null);
      if (troubled.length === 0) return end('work', `${countOf(tried.length, 'path')} tested, all work.`);
      const troubles = troubled.flatMap(({ trouble }) => trouble ?? []);
      const names = listOf(troubled.map(({ title }) => printable(title)));
      const seen = [...new Set(troubles.map((trouble) => printable(trouble.seen)))].join(' ');
      const steps = troubles.flatMap((trouble) => trouble.steps);
      const advice = steps.map(({ text, command }) => cure('as-tested', printable(text), command));
      if (failed.length > 0) return end('fail', `Does not work: ${names}. ${seen}`.trim(), ...advice);
      return end('slow', `Works, but with problems: ${names}. ${seen}`.trim(), ...advice);
    },
  }),
];
