using System.Text;
using Parley.Kernel;
using Parley.Knowledge.Ingestion;

namespace Parley.Knowledge.Tests;

/// <summary>BM25 means the same on both databases.</summary>
public sealed class RankingTests
{
    private static readonly string[] Words =
        "server backup night disk restore key vault port network cable user role chat answer model token price budget ledger queue worker lease crash log event stream page list tree branch"
            .Split(' ');

    [Fact]
    public async Task Both_databases_rank_a_corpus_alike_to_the_last_bit()
    {
        await using var sqlite = new Side(DatabaseKind.Sqlite);
        await using var postgres = new Side(DatabaseKind.PostgreSql);
        await sqlite.InitializeAsync();
        await postgres.InitializeAsync();
        await sqlite.FillAsync();
        await postgres.FillAsync();

        var random = new Random(11);
        for (var i = 0; i < 60; i++)
        {
            var query = string.Join(' ', Enumerable.Range(0, 1 + random.Next(5)).Select(_ => Words[random.Next(Words.Length)]));
            var left = await sqlite.RankAsync(query);
            Assert.NotEmpty(left.Hits);
            Assert.Equal(left, await postgres.RankAsync(query));
        }
    }

    private sealed class Side(DatabaseKind kind) : KnowledgeSuite(kind), IAsyncDisposable
    {
        public async Task FillAsync()
        {
            var random = new Random(5);
            for (var i = 0; i < 120; i++)
            {
                var text = new StringBuilder($"# {Words[random.Next(Words.Length)]} {Words[random.Next(Words.Length)]}\n\n");
                for (var word = random.Next(5, 120); word > 0; word--)
                {
                    text.Append(Words[(int)(random.NextDouble() * random.NextDouble() * Words.Length)]).Append(word % 11 == 0 ? ". " : " ");
                }

                await AcceptAsync(Markdown($"d{i}", text.ToString(), acl: i % 7 == 0 ? ["role:owner"] : []));
            }

            await RunJobsAsync();
        }

        public async Task<(string Hits, double Score)> RankAsync(string query)
        {
            var found = await AskAsync(query, top: 30);
            return (string.Join('\n', found.Hits.Select(hit => $"{hit.ExternalId} {hit.Start} {hit.Score:R}")), found.AnswerableScore);
        }
    }
}
