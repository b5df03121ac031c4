import { SYMPTOMS } from '../src/explain/symptom-pages.ts';

/** docs/symptoms.md: what people see, and the commands that look for it and explain it. */
export function symptomsPage(): string {
  const rows = SYMPTOMS.map(({ topic, title, doctor }) => {
    const look = doctor.length > 0 ? `\`wslnet doctor ${doctor.join(' ')}\`` : '-';
    return `| ${title} | ${look} | \`wslnet explain ${topic}\` |`;
  });
  const causes = SYMPTOMS.flatMap(({ topic, title, messages, causes: all }) => [
    `## ${topic}`,
    '',
    title,
    '',
    ...(messages.length === 0 ? [] : [`Messages: ${messages.map((message) => `\`${message}\``).join(', ')}`, '']),
    ...all.flatMap(({ symptom, cause, see, cure, commands }) => [
      ...(see
        ? [`- **${symptom}** ${cause} ${see.text}`, '', ...block(see.commands), `  ${cure}`, '', ...block(commands)]
        : [`- **${symptom}** ${cause} ${cure}`, '', ...block(commands)]),
    ]),
  ]);
  return [
    '# What you see, and what to type',
    '',
    'Not sure? `wslnet doctor` checks for all of these. You can also paste a message or an error code:',
    '`wslnet explain "Temporary failure in name resolution"`, `wslnet explain 0x803b0015`.',
    '',
    '| what you see | find the cause | read more |',
    '| --- | --- | --- |',
    ...rows,
    '',
    ...causes,
  ].join('\n');
}

function block(commands: readonly string[]): string[] {
  return ['  ```text', ...commands.map((command) => `  ${command}`), '  ```', ''];
}
