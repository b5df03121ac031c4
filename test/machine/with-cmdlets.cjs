/**
 * Starts PowerShell, argument one, with the arguments behind it. A script that is handed over encoded finds the cmdlets
 * of windows-cmdlets.ps1.
 */
const { spawn } = require('node:child_process');

const [, , powershell, ...words] = process.argv;
const script = Buffer.from(words.at(-1) ?? '', 'base64').toString('utf16le');
const whole = `. '${process.env.STUB_CMDLETS}'\n${script}`;
const all = [...words.slice(0, -1), Buffer.from(whole, 'utf16le').toString('base64')];
spawn(powershell, all, { stdio: 'inherit' }).on('close', (code) => process.exit(code ?? 1));
