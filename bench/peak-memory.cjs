/** For `node --require`: at the end writes the largest memory the process had, in KiB, to the file PEAK_MEMORY names. */
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  writeFileSync(process.env.PEAK_MEMORY, String(process.resourceUsage().maxRSS));
});
