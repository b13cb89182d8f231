// A filter from npm: reads words and text, says "ready"; then for every line that comes in it filters the text once and
// says how many seconds that took and how many words it found. Arguments: package, word file, text file.
const fs = require('node:fs');
const readline = require('node:readline');
const [, , name, wordFile, textFile] = process.argv;
const words = fs.readFileSync(wordFile, 'utf8').split('\n');
const text = fs.readFileSync(textFile, 'utf8');
const load = require('node:module').createRequire(`${process.cwd()}/`);
let find;
if (name === 'mint-filter') {
  const Filter = load(name).default;
  const filter = new Filter(words);
  find = () => filter.filter(text, { replace: false }).words.length;
} else {
  const loaded = load(name);
  const Filter = loaded.default ?? loaded;
  const filter = new Filter({ wordList: words });
  find = () => filter.match(text).length;
}
console.log('ready');
readline.createInterface({ input: process.stdin }).on('line', () => {
  const start = process.hrtime.bigint();
  const hits = find();
  console.log(`${Number(process.hrtime.bigint() - start) / 1e9} ${hits}`);
});
