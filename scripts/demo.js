/** `npm run demo`: what README shows, on a sample machine with its file in a scratch folder. */
import { load } from './load.js';

const COMMANDS = ['wslnet doctor', 'wslnet check', 'wslnet set nat', 'wslnet undo'];

const { showOnSample } = await load('scripts/sample-machine.ts');
const isTerminal = process.stdout.isTTY === true && !process.env.NO_COLOR;
const shown = await showOnSample(COMMANDS, process.stdout.columns ?? 80, isTerminal ? 'always' : 'never');
for (const { command, output } of shown) process.stdout.write(`$ ${command}\n${output}\n`);
