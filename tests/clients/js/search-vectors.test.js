// SearchVectors by the newest AWS SDK for JavaScript v3: the one that the other tests use, the last
// that asks for no more than Node.js 18, has no such operation. This one runs there too.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';

import {
  CreateTableCommand, DeleteTableCommand, DescribeTableCommand, DynamoDBClient, PutItemCommand,
  SearchVectorsCommand, waitUntilTableExists,
} from 'client-dynamodb-current';

import { configuration } from './client.js';

const client = new DynamoDBClient(configuration);
const TableName = `js-vectors-${randomUUID()}`;
const vector = (...numbers) => numbers.map((number) => ({ N: String(number) }));

before(async () => {
  await client.send(new CreateTableCommand({
    TableName,
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'color', AttributeType: 'S' },
    ],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    VectorIndexes: [{
      IndexName: 'vectors',
      VectorAttribute: { AttributeName: 'v' },
      Dimensions: 3,
      DistanceFunction: 'COSINE',
      SearchSchema: [{ AttributeName: 'color', SearchSchemaElementType: 'INLINE_FILTER' }],
      Projection: { ProjectionType: 'ALL' },
    }],
  }));
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.5 },
    { TableName });
});

after(async () => {
  await client.send(new DeleteTableCommand({ TableName }));
  client.destroy();
});

test('a vector index is described', async () => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const [index] = Table.VectorIndexes;
  assert.equal(index.IndexStatus, 'ACTIVE');
  assert.equal(index.Dimensions, 3);
  assert.equal(index.VectorAttribute.AttributeName, 'v');
});

test('the nearest items are found, with their scores', async () => {
  const items = { a: [1, 0, 0], b: [0, 1, 0], c: [1, 1, 0], d: [-1, 0, 0] };
  for (const [key, numbers] of Object.entries(items)) {
    await client.send(new PutItemCommand({
      TableName,
      Item: { pk: { S: key }, v: { L: vector(...numbers) }, color: { S: key < 'c' ? 'red' : 'blue' } },
    }));
  }
  const { SearchResults, ConsumedCapacity } = await client.send(new SearchVectorsCommand({
    TableName, IndexName: 'vectors', SearchVector: vector(2, 0, 0), TopK: 3,
    ReturnConsumedCapacity: 'TOTAL',
  }));
  assert.deepEqual(SearchResults.map(({ Item }) => Item.pk.S), ['a', 'c', 'b']);
  assert.equal(SearchResults[0].Score, 0);
  assert.equal(SearchResults[2].Score, 1);
  assert.ok(ConsumedCapacity.VectorSearchRequestBytes > 0);

  const red = await client.send(new SearchVectorsCommand({
    TableName, IndexName: 'vectors', SearchVector: vector(2, 0, 0), TopK: 10,
    SearchConditionExpression: 'color = :c', ExpressionAttributeValues: { ':c': { S: 'red' } },
    ProjectionExpression: 'pk',
  }));
  assert.deepEqual(red.SearchResults.map(({ Item }) => Item), [{ pk: { S: 'a' } }, { pk: { S: 'b' } }]);
});

test('what cannot be searched is refused', async () => {
  await assert.rejects(
    client.send(new SearchVectorsCommand({
      TableName, IndexName: 'vectors', SearchVector: vector(1, 2), TopK: 1,
    })),
    { name: 'ValidationException' });
});
