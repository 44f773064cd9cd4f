// Dynamoose: makes its table itself, and keeps models in it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';

import dynamoose from 'dynamoose';

import { configuration } from './client.js';

const ddb = new dynamoose.aws.ddb.DynamoDB(configuration);
dynamoose.aws.ddb.set(ddb);
const name = `dynamoose-${randomUUID()}`;

const Film = dynamoose.model(name, new dynamoose.Schema({
  studio: { type: String, hashKey: true },
  title: { type: String, rangeKey: true },
  year: {
    type: Number,
    index: [
      { name: 'byStudioAndYear', type: 'local', project: true },
      { name: 'byYear', type: 'global', rangeKey: 'title', project: ['rating'] },
    ],
  },
  rating: Number,
  cast: { type: Array, schema: [String] },
  genres: { type: Set, schema: [String] },
  facts: { type: Object, schema: { minutes: Number, colour: Boolean } },
  poster: Buffer,
  released: Date,
}, { timestamps: true }));

const expires = { ttl: 3600, attribute: 'expires', items: { returnExpired: true } };
const table = new dynamoose.Table(name, [Film], {
  create: true, initialize: false, waitForActive: { enabled: true, check: { timeout: 60000, frequency: 100 } },
  expires, throughput: 'ON_DEMAND', tags: { team: 'films' },
});
const titles = (films) => films.map((film) => film.title);

before(async () => {
  await table.initialize();
  const left = await Film.batchPut([
    { studio: 'a', title: 'one', year: 2001, rating: 3, genres: new Set(['crime', 'war']) },
    { studio: 'a', title: 'two', year: 1990, rating: 5, cast: ['x', 'y'] },
    { studio: 'a', title: 'zed', year: 2001, rating: 4, facts: { minutes: 90, colour: true } },
    { studio: 'b', title: 'four', year: 2001, rating: 1, poster: Buffer.from([0, 255]) },
  ]);
  assert.deepEqual(left.unprocessedItems, []);
});

after(async () => {
  await ddb.deleteTable({ TableName: name });
  ddb.destroy();
});

test('the table was made with its indexes, tags and time to live', async () => {
  const { Table } = await ddb.describeTable({ TableName: name });
  assert.deepEqual(Table.LocalSecondaryIndexes.map((index) => index.IndexName),
    ['byStudioAndYear']);
  assert.deepEqual(Table.GlobalSecondaryIndexes.map((index) => index.IndexName), ['byYear']);
  const { Tags } = await ddb.listTagsOfResource({ ResourceArn: Table.TableArn });
  assert.deepEqual(Tags, [{ Key: 'team', Value: 'films' }]);
  const { TimeToLiveDescription } = await ddb.describeTimeToLive({ TableName: name });
  assert.equal(TimeToLiveDescription.AttributeName, 'expires');
});

test('a film comes back as it was saved', async () => {
  const saved = new Film({
    studio: 'c', title: 'new', released: new Date(86400000), poster: Buffer.from('abc'),
    genres: new Set(['noir']), facts: { minutes: 70, colour: false }, cast: [],
  });
  await saved.save();
  const film = await Film.get({ studio: 'c', title: 'new' });
  assert.equal(film.released.getTime(), 86400000);
  assert.deepEqual([...film.genres], ['noir']);
  assert.deepEqual(film.facts, { minutes: 70, colour: false });
  assert.equal(film.poster.toString(), 'abc');
  assert.ok(film.createdAt && film.updatedAt);
  assert.equal(await Film.get({ studio: 'c', title: 'none' }), undefined);
});

test('indexes are queried', async () => {
  const ofYear = await Film.query('year').eq(2001).using('byYear').sort('descending').exec();
  assert.deepEqual(titles(ofYear), ['zed', 'one', 'four']);
  assert.deepEqual(Object.keys(ofYear[0]).sort(), ['rating', 'studio', 'title', 'year']);
  const early = await Film.query('studio').eq('a').where('year').lt(2000)
    .using('byStudioAndYear').exec();
  assert.deepEqual(titles(early), ['two']);
  assert.deepEqual(early[0].cast, ['x', 'y']);
});

test('filters, counts and pages', async () => {
  const good = await Film.query('studio').eq('a').filter('rating').ge(4).exec();
  assert.deepEqual(titles(good), ['two', 'zed']);
  const { count, scannedCount } = await Film.scan('genres').contains('war').count().exec();
  assert.equal(count, 1);
  assert.ok(scannedCount >= 4);
  const first = await Film.query('studio').eq('a').limit(2).exec();
  assert.deepEqual(titles(first), ['one', 'two']);
  const rest = await Film.query('studio').eq('a').startAt(first.lastKey).exec();
  assert.deepEqual(titles(rest), ['zed']);
  const parallel = await Film.scan().parallel(3).exec();
  assert.ok(parallel.length >= 4);
});

test('updates, with conditions', async () => {
  const key = { studio: 'b', title: 'four' };
  const updated = await Film.update(key, { $ADD: { rating: 1 }, $SET: { cast: ['q'] } });
  assert.equal(updated.rating, 2);
  const condition = new dynamoose.Condition().where('rating').eq(99);
  await assert.rejects(Film.update(key, { rating: 0 }, { condition }),
    { name: 'ConditionalCheckFailedException' });
  await assert.rejects(Film.create({ ...key, rating: 0 }),
    { name: 'ConditionalCheckFailedException' });
});

test('transactions', async () => {
  const key = { studio: 't', title: 'sum' };
  await dynamoose.transaction([
    Film.transaction.create({ ...key, rating: 1 }),
    Film.transaction.update({ studio: 'b', title: 'four' }, { year: 1999 }),
  ]);
  const read = await dynamoose.transaction([
    Film.transaction.get(key), Film.transaction.get({ studio: 'b', title: 'four' }),
  ]);
  assert.deepEqual(titles(read).sort(), ['four', 'sum']);
  await assert.rejects(
    dynamoose.transaction([Film.transaction.delete(key), Film.transaction.create({
      studio: 'b', title: 'four',
    })]), { name: 'TransactionCanceledException' });
  assert.ok(await Film.get(key));
});
