import { SYMPTOMS } from '../src/explain/symptoms.ts';

/** docs/symptoms.md: what people see, and the commands that look for it and explain it. */
export function symptomsPage(): string {
  const rows = SYMPTOMS.map(({ topic, title, doctor }) => {
    const look = doctor.length > 0 ? `\`wslnet doctor ${doctor.join(' ')}\`` : '-';
    return `| ${title} | ${look} | \`wslnet explain ${topic}\` |`;
  });
  const causes = SYMPTOMS.flatMap(({ topic, title, causes: all }) => [
    `## ${topic}`,
    '',
    title,
    '',
    ...all.flatMap(({ symptom, cause, cure, commands }) => [
      `- **${symptom}** ${cause} ${cure}`,
      '',
      '  ```text',
      ...commands.map((command) => `  ${command}`),
      '  ```',
      '',
    ]),
  ]);
  return [
    '# What you see, and what to type',
    '',
    '`wslnet doctor` looks for all of it. A message of WSL, Docker or Linux can be pasted behind `wslnet explain`, and an',
    'error code such as 0x803b0015 too.',
    '',
    '| what you see | look for it | read about it |',
    '| --- | --- | --- |',
    ...rows,
    '',
    ...causes,
  ].join('\n');
}
