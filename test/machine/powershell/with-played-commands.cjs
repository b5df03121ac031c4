/**
 * Starts PowerShell, argument one, with the arguments behind it, as Windows would: a script that is handed over encoded
 * finds the played Start-Process and Get-Process in place of PowerShell's own, and where WSLNET_DRIVE names the folder that
 * is drive C, paths on that drive lead there, in the JSON that the script reads and in what it prints.
 */
const { spawn } = require('node:child_process');
const { join } = require('node:path');

const [, , powershell, ...words] = process.argv;
const { WSLNET_DRIVE: drive } = process.env;
const place = words.findIndex((word) => /^-(e|ec|enc|encodedcommand)$/i.test(word)) + 1;
const script = Buffer.from(words[place] ?? '', 'base64').toString('utf16le');
words[place] = Buffer.from(`Import-Module NetSecurity\n${script}`, 'utf16le').toString('base64');

const child = spawn(powershell, words, { stdio: drive ? ['pipe', 'pipe', 'inherit'] : 'inherit' });
child.on('close', (code, signal) => (signal ? process.kill(process.pid, signal) : process.exit(code)));
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));

if (drive) {
  const toHere = (path) => join(drive, path.slice(3).replaceAll('\\', '/'));
  const toWindows = (path) => `C:${path.slice(drive.length).replaceAll('/', '\\')}`;
  const onLines = (stream, write, end) => {
    let rest = '';
    stream.setEncoding('utf8').on('data', (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) write(line);
    });
    stream.on('end', end);
  };
  const isWindowsPath = (value) => typeof value === 'string' && value.startsWith('C:\\');
  const translate = (line) =>
    JSON.stringify(JSON.parse(line, (_, value) => (isWindowsPath(value) ? toHere(value) : value)));
  onLines(
    process.stdin,
    (line) => child.stdin.write(`${translate(line)}\n`),
    () => child.stdin.end(),
  );
  onLines(
    child.stdout,
    (line) => console.log(line.startsWith(drive) ? toWindows(line) : line),
    () => {},
  );
}
