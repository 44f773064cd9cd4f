// ElectroDB: two entities in one table, found together through its global index.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';

import {
  CreateTableCommand, DeleteTableCommand, waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { Entity, Service } from 'electrodb';

import { makeClient } from './client.js';

const client = makeClient();
const table = `electrodb-${randomUUID()}`;

const employees = new Entity({
  model: { entity: 'employee', version: '1', service: 'company' },
  attributes: {
    office: { type: 'string', required: true },
    employee: { type: 'string', required: true },
    team: { type: 'string', required: true },
    title: { type: ['junior', 'senior', 'principal'] },
    salary: { type: 'number' },
    skills: { type: 'set', items: 'string' },
    address: { type: 'map', properties: { street: { type: 'string' }, zip: { type: 'string' } } },
    projects: { type: 'list', items: { type: 'string' } },
  },
  indexes: {
    byId: {
      pk: { field: 'pk', composite: ['employee'] },
      sk: { field: 'sk', composite: [] },
    },
    byOffice: {
      collection: 'workplace',
      index: 'gsi1',
      pk: { field: 'gsi1pk', composite: ['office'] },
      sk: { field: 'gsi1sk', composite: ['team', 'employee'] },
    },
  },
}, { client, table });

const tasks = new Entity({
  model: { entity: 'task', version: '1', service: 'company' },
  attributes: {
    office: { type: 'string', required: true },
    task: { type: 'string', required: true },
    points: { type: 'number', default: 1 },
  },
  indexes: {
    byId: {
      pk: { field: 'pk', composite: ['task'] },
      sk: { field: 'sk', composite: [] },
    },
    byOffice: {
      collection: 'workplace',
      index: 'gsi1',
      pk: { field: 'gsi1pk', composite: ['office'] },
      sk: { field: 'gsi1sk', composite: ['task'] },
    },
  },
}, { client, table });

const company = new Service({ employees, tasks });
const names = (data) => data.map((one) => one.employee).sort();

before(async () => {
  await client.send(new CreateTableCommand({
    TableName: table,
    AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map(
      (AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [{
      IndexName: 'gsi1',
      KeySchema: [
        { AttributeName: 'gsi1pk', KeyType: 'HASH' }, { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    }],
    BillingMode: 'PAY_PER_REQUEST',
  }));
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.5 },
    { TableName: table });
  await employees.put([
    { employee: 'ann', office: 'oslo', team: 'a', title: 'senior', salary: 10, skills: ['c++'] },
    { employee: 'bob', office: 'oslo', team: 'b', title: 'junior', salary: 5, projects: ['x'] },
    { employee: 'cid', office: 'rome', team: 'a', title: 'principal', salary: 20 },
  ]).go();
  await tasks.put([
    { task: 't1', office: 'oslo' }, { task: 't2', office: 'oslo', points: 8 },
  ]).go();
});

after(async () => {
  await client.send(new DeleteTableCommand({ TableName: table }));
  client.destroy();
});

test('an entity is found by its key', async () => {
  const { data } = await employees.get({ employee: 'ann' }).go();
  assert.deepEqual(data, {
    employee: 'ann', office: 'oslo', team: 'a', title: 'senior', salary: 10, skills: ['c++'],
  });
  const missing = await employees.get({ employee: 'nobody' }).go();
  assert.equal(missing.data, null);
});

test('the index finds a team, and a filter narrows it', async () => {
  const team = await employees.query.byOffice({ office: 'oslo' }).begins({ team: 'a' }).go();
  assert.deepEqual(names(team.data), ['ann']);
  const earning = await employees.query.byOffice({ office: 'oslo' })
    .where(({ salary }, { lt }) => lt(salary, 7)).go();
  assert.deepEqual(names(earning.data), ['bob']);
});

test('a collection finds both entities in one query', async () => {
  const { data } = await company.collections.workplace({ office: 'oslo' }).go();
  assert.deepEqual(names(data.employees), ['ann', 'bob']);
  assert.deepEqual(data.tasks.map((task) => task.points).sort(), [1, 8]);
});

test('pages are followed by their cursors', async () => {
  const found = [];
  let cursor = null;
  do {
    const page = await employees.query.byOffice({ office: 'oslo' }).go({ limit: 1, cursor });
    found.push(...page.data);
    cursor = page.cursor;
  } while (cursor !== null);
  assert.deepEqual(names(found), ['ann', 'bob']);
});

test('patching needs the entity to be there and changes maps, lists, sets and numbers', async () => {
  const { data } = await employees.patch({ employee: 'bob' })
    .add({ salary: 2, skills: ['go'] })
    .append({ projects: ['y'] })
    .set({ address: { street: 'main', zip: '1' } })
    .go({ response: 'all_new' });
  assert.equal(data.salary, 7);
  assert.deepEqual(data.projects, ['x', 'y']);
  assert.deepEqual(data.skills, ['go']);
  assert.deepEqual(data.address, { street: 'main', zip: '1' });
  await assert.rejects(employees.patch({ employee: 'nobody' }).set({ salary: 1 }).go(),
    /conditional request failed/);
});

test('creating twice is refused', async () => {
  const dora = { employee: 'dora', office: 'bonn', team: 'c' };
  await employees.create(dora).go();
  await assert.rejects(employees.create(dora).go(), /conditional request failed/);
});

test('a transaction writes both entities or none, and reads them back', async () => {
  const eve = { employee: 'eve', office: 'kiel', team: 'z' };
  const written = await company.transaction.write(({ employees, tasks }) => [
    employees.create(eve).commit(), tasks.put({ task: 't9', office: 'kiel' }).commit(),
  ]).go();
  assert.equal(written.canceled, false);
  const refused = await company.transaction.write(({ employees, tasks }) => [
    employees.create(eve).commit({ response: 'all_old' }),
    tasks.put({ task: 't10', office: 'kiel' }).commit(),
  ]).go();
  assert.equal(refused.canceled, true);
  assert.equal(refused.data[0].rejected, true);
  assert.equal(refused.data[0].code, 'ConditionalCheckFailed');
  assert.equal(refused.data[0].item.team, 'z');
  const read = await company.transaction.get(({ employees, tasks }) => [
    employees.get({ employee: 'eve' }).commit(), tasks.get({ task: 't10' }).commit(),
  ]).go();
  assert.equal(read.data[0].item.team, 'z');
  assert.equal(read.data[1].item, null);
});

test('scanning finds one entity among the others', async () => {
  const { data } = await tasks.scan.go({ pages: 'all' });
  assert.ok(data.every((task) => typeof task.task === 'string' && !('employee' in task)));
  assert.ok(data.some((task) => task.task === 't1'));
});
