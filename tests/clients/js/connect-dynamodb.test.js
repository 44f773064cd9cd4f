// connect-dynamodb: sessions of express-session, in a table that the store makes itself.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { DeleteTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import connect from 'connect-dynamodb';
import session from 'express-session';

import { makeClient } from './client.js';

const client = makeClient();
const table = `sessions-${randomUUID()}`;
const Store = connect(session);
const store = new Store({ table, client, specialKeys: [{ name: 'user', type: 'S' }],
  skipThrowMissingSpecialKeys: true });
const [get, set, touch, reap, destroy] =
  ['get', 'set', 'touch', 'reap', 'destroy'].map((name) => promisify(store[name]).bind(store));
const day = 86400;
const made = (user, seconds = day) => ({ user, cookie: { maxAge: seconds * 1000 } });

before(() => store.initialize());

after(async () => {
  await client.send(new DeleteTableCommand({ TableName: table }));
  client.destroy();
});

test('the store makes its table once', async () => {
  const found = (await client.send(new DescribeTableCommand({ TableName: table }))).Table;
  assert.deepEqual(found.KeySchema, [{ AttributeName: 'id', KeyType: 'HASH' }]);
  assert.equal(found.ProvisionedThroughput.ReadCapacityUnits, 5);
  await new Store({ table, client }).initialize();
});

test('a session is set, read, touched and destroyed', async () => {
  await set('one', made('ann'));
  assert.deepEqual(await get('one'), made('ann'));
  const before = Math.floor(Date.now() / 1000);
  assert.ok((await touch('one', made('ann', 2 * day))).expires >= before + 2 * day);
  await destroy('one');
  assert.equal(await get('one'), null);
});

test('what has expired is gone, and is reaped', async () => {
  await set('old', made('bob', -10));
  await set('new', made('cid'));
  assert.equal(await get('old'), null);
  await reap();
  assert.deepEqual(await get('new'), made('cid'));
});
