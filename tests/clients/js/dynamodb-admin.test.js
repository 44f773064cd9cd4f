// dynamodb-admin: its pages, asked for as a browser does.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { after, before, test } from 'node:test';

import { createServer } from 'dynamodb-admin';

import { makeClient } from './client.js';

const client = makeClient();
const table = `admin-${randomUUID()}`;
let server;

async function ask(path, method = 'GET', body = undefined) {
  const answer = await fetch(`http://127.0.0.1:${server.address().port}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text;
}

async function items(parameters = {}) {
  const query = new URLSearchParams(parameters);
  return JSON.parse(await ask(`/tables/${table}/items?${query}`));
}

before(async () => {
  server = createServer({ dynamoDbClient: client }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const throughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 };
  await ask('/create-table', 'POST', {
    TableDefinition: {
      TableName: table, HashAttributeName: 'user', HashAttributeType: 'S',
      RangeAttributeName: 'at', RangeAttributeType: 'N', ...throughput,
    },
    SecondaryIndexes: [
      { IndexName: 'byCity', IndexType: 'global', HashAttributeName: 'city',
        HashAttributeType: 'S', RangeAttributeName: 'at', RangeAttributeType: 'N', ...throughput },
      { IndexName: 'byScore', IndexType: 'local', HashAttributeName: 'user',
        HashAttributeType: 'S', RangeAttributeName: 'score', RangeAttributeType: 'N' },
    ],
  });
  for (let at = 1; at <= 30; ++at) {
    const item = { user: 'u', at, city: at % 2 ? 'odd' : 'even', nested: { list: [at, null] } };
    assert.deepEqual(JSON.parse(await ask(`/tables/${table}/add-item`, 'PUT', item)),
      { user: 'u', at });
  }
});

after(async () => {
  await ask(`/tables/${table}`, 'DELETE');
  server.close();
  client.destroy();
});

test('the list of tables and the pages of a table are shown', async () => {
  assert.ok((await ask('/')).includes(table));
  assert.ok(JSON.parse(await ask('/api/tables')).some((one) => one.TableName === table));
  assert.ok((await ask(`/tables/${table}`)).includes('byCity'));
  assert.ok((await ask(`/tables/${table}/meta`)).includes('byScore'));
  assert.ok((await ask(`/tables/${table}/ttl`)).includes('DISABLED'));
});

test('items are paged', async () => {
  const first = await items();
  assert.equal(first.Items.length, 25);
  const second = await items({ startKey: decodeURIComponent(first.nextKey) });
  assert.deepEqual(second.Items.map((item) => item.at), [26, 27, 28, 29, 30]);
});

test('the index is queried, with a filter', async () => {
  const filters = JSON.stringify({
    city: { operator: '=', type: 'S', value: 'odd' }, at: { operator: '>', type: 'N', value: '20' },
  });
  const found = await items({ operationType: 'query', queryableSelection: 'byCity', filters });
  assert.deepEqual(found.Items.map((item) => item.at), [21, 23, 25, 27, 29]);
});

test('an item is edited and deleted', async () => {
  const edited = { user: 'u', at: 7, city: 'new' };
  assert.deepEqual(JSON.parse(await ask(`/tables/${table}/items/u,7`, 'PUT', edited)), edited);
  assert.ok((await ask(`/tables/${table}/items/u,7`)).includes('new'));
  await ask(`/tables/${table}/items/u,7`, 'DELETE');
  assert.ok(!(await items()).Items.some((item) => item.at === 7));
});
