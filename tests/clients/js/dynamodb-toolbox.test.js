// DynamoDB-Toolbox: entities with schemas, queries on indexes, updates, batches and transactions.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';

import {
  CreateTableCommand, DeleteTableCommand, waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  $add, $append, $remove, BatchGetRequest, BatchPutRequest, BatchWriteCommand, DeleteItemCommand,
  Entity, GetItemCommand, GetTransaction, PutItemCommand, PutTransaction, QueryCommand, ScanCommand,
  Table, UpdateItemCommand, ConditionCheck, BatchGetCommand, executeBatchGet, executeBatchWrite,
  executeTransactGet, executeTransactWrite, item, list, map, number, set, string,
} from 'dynamodb-toolbox';

import { makeClient } from './client.js';

const client = makeClient();
const name = `toolbox-${randomUUID()}`;

const table = new Table({
  documentClient: DynamoDBDocumentClient.from(client),
  name,
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'number' },
  indexes: {
    byColour: {
      type: 'global', partitionKey: { name: 'colour', type: 'string' },
      sortKey: { name: 'price', type: 'number' },
    },
    byPrice: { type: 'local', sortKey: { name: 'price', type: 'number' } },
  },
});

const Product = new Entity({
  name: 'Product',
  table,
  schema: item({
    shop: string().key().savedAs('pk'),
    id: number().key().savedAs('sk'),
    colour: string().optional(),
    price: number().optional(),
    tags: set(string()).optional(),
    sizes: list(number()).optional(),
    box: map({ width: number(), unit: string().default('cm') }).optional(),
  }),
  timestamps: false,
});
const ids = (items) => items.map((one) => one.id);

before(async () => {
  const types = { pk: 'S', sk: 'N', colour: 'S', price: 'N' };
  const keys = (hash, range) => [
    { AttributeName: hash, KeyType: 'HASH' }, { AttributeName: range, KeyType: 'RANGE' },
  ];
  const Projection = { ProjectionType: 'ALL' };
  await client.send(new CreateTableCommand({
    TableName: name,
    AttributeDefinitions: Object.entries(types).map(
      ([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: keys('pk', 'sk'),
    GlobalSecondaryIndexes: [
      { IndexName: 'byColour', KeySchema: keys('colour', 'price'), Projection },
    ],
    LocalSecondaryIndexes: [{ IndexName: 'byPrice', KeySchema: keys('pk', 'price'), Projection }],
    BillingMode: 'PAY_PER_REQUEST',
  }));
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.5 },
    { TableName: name });
  const puts = [
    { shop: 's', id: 1, colour: 'red', price: 30 },
    { shop: 's', id: 2, colour: 'red', price: 10, tags: new Set(['new']) },
    { shop: 's', id: 3, colour: 'blue', price: 20, sizes: [1, 2] },
    { shop: 's', id: 4 },
  ].map((product) => Product.build(BatchPutRequest).item(product));
  await executeBatchWrite(table.build(BatchWriteCommand).requests(...puts));
});

after(async () => {
  await client.send(new DeleteTableCommand({ TableName: name }));
  client.destroy();
});

test('an item comes back as it was put, defaults filled in', async () => {
  const product = { shop: 'x', id: 1, box: { width: 3 }, tags: new Set(['a', 'b']) };
  await Product.build(PutItemCommand).item(product).send();
  const { Item } = await Product.build(GetItemCommand).key({ shop: 'x', id: 1 })
    .options({ consistent: true }).send();
  assert.deepEqual(Item, { ...product, box: { width: 3, unit: 'cm' } });
});

test('indexes are queried by range, forward and back', async () => {
  const red = await table.build(QueryCommand).entities(Product)
    .query({ index: 'byColour', partition: 'red', range: { gte: 5 } })
    .options({ reverse: true }).send();
  assert.deepEqual(ids(red.Items), [1, 2]);
  const cheap = await table.build(QueryCommand).entities(Product)
    .query({ index: 'byPrice', partition: 's', range: { between: [10, 20] } })
    .options({ consistent: true, capacity: 'INDEXES' }).send();
  assert.deepEqual(ids(cheap.Items), [2, 3]);
  assert.ok(cheap.ConsumedCapacity.LocalSecondaryIndexes.byPrice.CapacityUnits > 0);
});

test('filters and projections', async () => {
  const { Items, Count } = await table.build(ScanCommand).entities(Product).options({
    filters: { Product: { attr: 'sizes', contains: 2 } }, attributes: ['id'],
  }).send();
  assert.equal(Count, 1);
  assert.deepEqual(Items, [{ id: 3 }]);
});

test('updates of numbers, sets, lists and maps', async () => {
  await Product.build(PutItemCommand).item({
    shop: 'u', id: 1, price: 1, tags: new Set(['a']), sizes: [1], colour: 'red', box: { width: 1 },
  }).send();
  const { Attributes } = await Product.build(UpdateItemCommand).item({
    shop: 'u', id: 1, price: $add(4), tags: $add(new Set(['b'])), sizes: $append([2, 3]),
    colour: $remove(), box: { width: 9 },
  }).options({ returnValues: 'ALL_NEW' }).send();
  assert.deepEqual(Attributes, {
    shop: 'u', id: 1, price: 5, tags: new Set(['a', 'b']), sizes: [1, 2, 3],
    box: { width: 9, unit: 'cm' },
  });
});

test('conditions refuse, and return what is there', async () => {
  const refused = Product.build(DeleteItemCommand).key({ shop: 's', id: 1 }).options({
    condition: { attr: 'price', lt: 5 }, returnValuesOnConditionFalse: 'ALL_OLD',
  }).send();
  await assert.rejects(refused, (error) => {
    assert.equal(error.name, 'ConditionalCheckFailedException');
    assert.equal(error.Item.price.N ?? String(error.Item.price), '30');
    return true;
  });
});

test('batches', async () => {
  const { Responses } = await executeBatchGet(table.build(BatchGetCommand).requests(
    Product.build(BatchGetRequest).key({ shop: 's', id: 2 }),
    Product.build(BatchGetRequest).key({ shop: 's', id: 77 }),
    Product.build(BatchGetRequest).key({ shop: 's', id: 4 })));
  assert.deepEqual(Responses[0].map((one) => one?.id), [2, undefined, 4]);
});

test('transactions', async () => {
  const blue = { shop: 't', id: 1, colour: 'blue' };
  await executeTransactWrite(
    Product.build(ConditionCheck).key({ shop: 's', id: 1 }).condition({ attr: 'price', eq: 30 }),
    Product.build(PutTransaction).item(blue));
  const { Responses } = await executeTransactGet(
    Product.build(GetTransaction).key({ shop: 't', id: 1 }),
    Product.build(GetTransaction).key({ shop: 't', id: 2 }));
  assert.deepEqual(Responses[0].Item, blue);
  assert.equal(Responses[1].Item, undefined);
  await assert.rejects(executeTransactWrite(
    Product.build(ConditionCheck).key({ shop: 's', id: 1 }).condition({ attr: 'price', eq: 31 }),
    Product.build(PutTransaction).item({ ...blue, id: 2 })), (error) => {
    assert.equal(error.name, 'TransactionCanceledException');
    assert.deepEqual(error.CancellationReasons.map((reason) => reason.Code),
      ['ConditionalCheckFailed', 'None']);
    return true;
  });
});
