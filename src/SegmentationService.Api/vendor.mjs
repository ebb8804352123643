// Makes of what the pages need from the npm registry what the build copies to wwwroot/vendor: the library under a name that changes with its content,
// so that browsers may keep it for good, and compressed as far as it goes, which takes seconds and is done once; the name that the pages know leads there.

import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const folder = 'node_modules/.vendor';
const content = readFileSync('node_modules/echarts/dist/echarts.esm.min.js');
const name = `echarts-${createHash('sha256').update(content).digest('hex').slice(0, 16)}.js`;

mkdirSync(folder, { recursive: true });
copyFileSync('node_modules/echarts/LICENSE', `${folder}/LICENSE.txt`);
writeFileSync(`${folder}/${name}`, content);
writeFileSync(`${folder}/${name}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }));
writeFileSync(`${folder}/${name}.gz`, gzipSync(content, { level: 9 }));
writeFileSync(`${folder}/echarts.js`, `export * from './${name}';\n`);
