// The AWS SDK for JavaScript v3, plain and with its document client, against STATOR_ENDPOINT.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';

import {
  BatchGetItemCommand, BatchWriteItemCommand, ConditionalCheckFailedException, CreateTableCommand,
  DeleteItemCommand, DeleteTableCommand, DescribeTableCommand, DynamoDBClient, GetItemCommand,
  ListTablesCommand, PutItemCommand, QueryCommand, ResourceInUseException,
  ResourceNotFoundException, UpdateItemCommand, paginateListTables, waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand, paginateQuery,
  paginateScan,
} from '@aws-sdk/lib-dynamodb';

const client = new DynamoDBClient({
  endpoint: process.env.STATOR_ENDPOINT,
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example/secret+key' },
  maxAttempts: 1,
});
const documents = DynamoDBDocumentClient.from(client, {
  marshallOptions: { removeUndefinedValues: true },
});
const TableName = `js-${randomUUID()}`;
const waiting = { client, maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.5 };

before(async () => {
  const { TableDescription } = await client.send(new CreateTableCommand({
    TableName,
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'sk', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  }));
  assert.equal(TableDescription.TableName, TableName);
  assert.ok(TableDescription.CreationDateTime instanceof Date);
  await waitUntilTableExists(waiting, { TableName });
});

after(async () => {
  await client.send(new DeleteTableCommand({ TableName }));
  await waitUntilTableNotExists(waiting, { TableName });
  client.destroy();
});

test('a table is described and listed', async () => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  assert.equal(Table.TableStatus, 'ACTIVE');
  const names = [];
  for await (const page of paginateListTables({ client, pageSize: 1 }, {})) {
    names.push(...page.TableNames);
  }
  assert.ok(names.includes(TableName));
});

test('an item comes back as it was put', async () => {
  const Item = {
    pk: { S: 'all types' }, sk: { N: '1' }, b: { B: new Uint8Array([0, 255, 128]) },
    t: { BOOL: true }, nil: { NULL: true }, ss: { SS: ['a', 'b'] }, ns: { NS: ['1', '2.5'] },
    bs: { BS: [new Uint8Array([1])] }, l: { L: [{ S: 'x' }, { L: [] }] },
    m: { M: { k: { N: '-1' } } },
  };
  await client.send(new PutItemCommand({ TableName, Item }));
  const found = await client.send(new GetItemCommand({
    TableName, Key: { pk: Item.pk, sk: Item.sk }, ConsistentRead: true,
  }));
  found.Item.ss.SS.sort();
  found.Item.ns.NS.sort();
  assert.deepEqual(found.Item, Item);
});

test('documents come back as they were put', async () => {
  const Item = {
    pk: 'document', sk: 1, text: 'ä 🗼', list: [1, 'two', { three: [] }], flag: false, none: null,
    bytes: new Uint8Array([1, 2, 3]), set: new Set(['x', 'y']),
  };
  await documents.send(new PutCommand({ TableName, Item }));
  const found = await documents.send(new GetCommand({
    TableName, Key: { pk: 'document', sk: 1 }, ConsistentRead: true,
  }));
  assert.deepEqual(found.Item, Item);
});

test('an update under a condition returns what it made', async () => {
  const Key = { pk: 'update', sk: 0 };
  const update = {
    TableName, Key,
    UpdateExpression: 'SET #count = if_not_exists(#count, :zero) + :one',
    ConditionExpression: 'attribute_not_exists(#count) OR #count < :limit',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: { ':zero': 0, ':one': 1, ':limit': 2 },
    ReturnValues: 'UPDATED_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
  for (const count of [1, 2]) {
    const { Attributes } = await documents.send(new UpdateCommand(update));
    assert.deepEqual(Attributes, { count });
  }
  await assert.rejects(documents.send(new UpdateCommand(update)), (error) => {
    assert.ok(error instanceof ConditionalCheckFailedException);
    assert.equal(error.message, 'The conditional request failed');
    assert.deepEqual(error.Item, { pk: { S: 'update' }, sk: { N: '0' }, count: { N: '2' } });
    assert.equal(error.$metadata.httpStatusCode, 400);
    assert.match(error.$metadata.requestId, /^[0-9A-Z]{52}$/);
    return true;
  });
});

test('batches write, read and delete', async () => {
  const keys = Array.from({ length: 25 }, (_, i) => ({ pk: { S: 'batch' }, sk: { N: `${i}` } }));
  const written = await client.send(new BatchWriteItemCommand({
    RequestItems: { [TableName]: keys.map((Item) => ({ PutRequest: { Item } })) },
  }));
  assert.deepEqual(written.UnprocessedItems, {});
  const read = await client.send(new BatchGetItemCommand({
    RequestItems: { [TableName]: { Keys: keys, ConsistentRead: true } },
  }));
  assert.equal(read.Responses[TableName].length, keys.length);
  assert.deepEqual(read.UnprocessedKeys, {});
  await client.send(new BatchWriteItemCommand({
    RequestItems: { [TableName]: keys.map((Key) => ({ DeleteRequest: { Key } })) },
  }));
  const { Count } = await client.send(new QueryCommand({
    TableName, KeyConditionExpression: 'pk = :pk', Select: 'COUNT', ConsistentRead: true,
    ExpressionAttributeValues: { ':pk': { S: 'batch' } },
  }));
  assert.equal(Count, 0);
});

test('queries and scans page', async () => {
  const count = 60;
  for (let start = 0; start < count; start += 20) {
    await documents.send(new BatchWriteCommand({
      RequestItems: {
        [TableName]: Array.from({ length: 20 }, (_, i) => ({
          PutRequest: { Item: { pk: 'page', sk: start + i, odd: (start + i) % 2 === 1 } },
        })),
      },
    }));
  }
  const query = {
    TableName, KeyConditionExpression: 'pk = :pk AND sk BETWEEN :low AND :high',
    ExpressionAttributeValues: { ':pk': 'page', ':low': 10, ':high': 39 },
    ScanIndexForward: false, ConsistentRead: true,
  };
  const queried = [];
  for await (const page of paginateQuery({ client: documents, pageSize: 7 }, query)) {
    assert.ok(page.Count <= 7);
    queried.push(...page.Items.map((item) => item.sk));
  }
  assert.deepEqual(queried, Array.from({ length: 30 }, (_, i) => 39 - i));

  const scan = {
    TableName, FilterExpression: 'pk = :pk AND odd = :odd', ConsistentRead: true,
    ExpressionAttributeValues: { ':pk': 'page', ':odd': true },
  };
  const scanned = [];
  for await (const page of paginateScan({ client: documents, pageSize: 11 }, scan)) {
    scanned.push(...page.Items.map((item) => item.sk));
  }
  assert.deepEqual(scanned.sort((a, b) => a - b), Array.from({ length: 30 }, (_, i) => 2 * i + 1));
});

test('a deleted item is gone', async () => {
  const Key = { pk: { S: 'gone' }, sk: { N: '1' } };
  await client.send(new PutItemCommand({ TableName, Item: { ...Key, v: { S: 'v' } } }));
  const { Attributes } = await client.send(new DeleteItemCommand({
    TableName, Key, ReturnValues: 'ALL_OLD',
  }));
  assert.deepEqual(Attributes.v, { S: 'v' });
  const found = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  assert.equal(found.Item, undefined);
});

test('capacity is told', async () => {
  const { ConsumedCapacity } = await client.send(new UpdateItemCommand({
    TableName, Key: { pk: { S: 'capacity' }, sk: { N: '1' } }, ReturnConsumedCapacity: 'INDEXES',
  }));
  assert.equal(ConsumedCapacity.CapacityUnits, 1);
  assert.equal(ConsumedCapacity.Table.CapacityUnits, 1);
});

test('errors are the SDK\'s exceptions', async () => {
  const create = new CreateTableCommand({
    TableName,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await assert.rejects(client.send(create), ResourceInUseException);
  const absent = { TableName: `absent-${randomUUID()}` };
  await assert.rejects(client.send(new DescribeTableCommand(absent)), (error) => {
    assert.ok(error instanceof ResourceNotFoundException);
    assert.equal(error.message,
      `Requested resource not found: Table: ${absent.TableName} not found`);
    return true;
  });
  await assert.rejects(client.send(new ListTablesCommand({ Limit: 0 })), (error) => {
    assert.equal(error.name, 'ValidationException');
    assert.match(error.message, /^1 validation error detected: Value '0' at 'limit'/);
    return true;
  });
});
