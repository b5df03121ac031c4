/**
 * Starts PowerShell, argument one, with the arguments behind it. A script that is handed over encoded finds the played
 * Start-Process of start-process.ps1.
 */
const { spawn } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const [, , powershell, ...words] = process.argv;
const place = words.findIndex((word) => /^-(e|ec|enc|encodedcommand)$/i.test(word)) + 1;
const script = place > 0 ? Buffer.from(words[place], 'base64').toString('utf16le') : '';
if (script.includes('Start-Process')) {
  const played = readFileSync(join(__dirname, 'start-process.ps1'), 'utf8');
  words[place] = Buffer.from(`${played}\n${script}`, 'utf16le').toString('base64');
}
const child = spawn(powershell, words, { stdio: 'inherit' });
child.on('close', (code, signal) => (signal ? process.kill(process.pid, signal) : process.exit(code)));
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
