using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Knowledge.Indexing;
using Parley.Knowledge.Ingestion;

namespace Parley.Knowledge.Tests;

/// <summary>What a new release makes of the documents of an older one.</summary>
public abstract class ReindexSuite(DatabaseKind kind) : KnowledgeSuite(kind)
{
    [Fact]
    public async Task One_document_that_cannot_be_indexed_anew_keeps_no_other_back_and_says_so_itself()
    {
        var broken = await AddAsync(Markdown("broken", "The broken text speaks of parrots."));
        await AddAsync(Markdown("whole", "The whole text speaks of otters."));
        await AgeAsync();
        await Database.Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync(
            "UPDATE knowledge_documents SET content = outline WHERE tenant_id = @tenant AND id = @id", new { id = broken.Value }));

        await ReindexAsync();

        Assert.Equal("whole", Assert.Single((await AskAsync("otters")).Hits).ExternalId);
        var failed = await Documents.FindAsync(Acme, "docs", broken, null, default);
        Assert.Equal("failed", failed!.State);
        Assert.Contains("Upload it again", failed.Error, StringComparison.Ordinal);
        Assert.Equal(0, await ReindexAsync());
    }

    [Fact]
    public async Task Lengths_and_statistics_follow_the_analysis_of_now()
    {
        await AddAsync(Markdown("otter", "The otter swims in the cold river."));
        var before = await StatisticsAsync();
        await AgeAsync();
        await Database.Tenants.WriteAsync(Acme, async connection =>
        {
            await connection.ExecuteAsync("UPDATE knowledge_documents SET body_length = body_length + 40 WHERE tenant_id = @tenant");
            await connection.ExecuteAsync("UPDATE knowledge_statistics SET body_length = body_length + 40 WHERE tenant_id = @tenant");
        });

        await ReindexAsync();

        Assert.Equal(before, await StatisticsAsync());
        await Documents.DeleteAsync(Acme, "docs", (await Documents.ListAsync(Acme, "docs", null, null, 9, default)).Data.Single().Id, default);
        Assert.Equal(0, await StatisticsAsync());
    }

    [Fact]
    public async Task Access_that_changes_while_a_document_is_indexed_anew_holds_at_once()
    {
        var id = await AddAsync(Markdown("otter", "The otter swims in the cold river."));
        await AgeAsync();
        var reindexing = Reindexing();

        await reindexing.SomeAsync(
            new JobRun
            {
                Tenant = Acme,
                Id = new JobId("job_test"),
                Payload = "{}",
                Attempt = 1,
                IsLastAttempt = false,
                OnHold = async connection =>
                {
                    await ChunkShelf.RestrictAsync(connection, "docs", id.Value, "role:owner");
                    return true;
                },
            },
            default);

        Search = NewSearch();
        Assert.Empty((await AskAsync("otter")).Hits);
        Assert.Single((await AskAsync("otter", ["members", "role:owner"])).Hits);
    }

    [Fact]
    public async Task What_waited_was_being_read_and_was_ready_before_an_upgrade_is_found_after_it()
    {
        await using var old = await TestDatabase.CreateAsync(Kind, Time);
        IReadOnlyList<Migration> all = [.. new MigrationSource("storage", typeof(TenantDatabase).Assembly).Load(), .. Source.Load(), .. Vaults.Load()];
        await old.Adapter.MigrateAsync([.. all.Where(migration => migration.Room == "storage" || migration.Version <= 2)], default);
        await OldDocumentAsync(old, "queued", "An otter that waits.", isReady: false);
        await OldDocumentAsync(old, "running", "A beaver that is being read.", isReady: false);
        await OldDocumentAsync(old, "ready", "A walrus that was found.", isReady: true);

        await old.Adapter.MigrateAsync(all, default);
        await Reindexing(old).AskAsync(Acme, default);
        var ingestion = IngestionParts.Of(old);
        await old.RunJobsAsync([.. IngestionParts.Handlers(old, ingestion), new ReindexDocuments(Reindexing(old), new Folding(old.Tenants))]);

        foreach (var word in (string[])["otter", "beaver", "walrus"])
        {
            Assert.Single((await IngestionParts.Search(old).SearchAsync(Acme, Members, new SearchRequest { Query = word }, default)).Hits);
        }
    }

    [Fact]
    public async Task An_attachment_that_is_erased_while_it_is_folded_leaves_no_posting()
    {
        var place = new AttachedNamespace(new("sub_a"), new("conv_a"));
        await AcceptAsync(Markdown("file_a", string.Join(' ', Enumerable.Range(0, 900).Select(i => $"word{i}"))), name: place.Name);
        await Database.RunJobsAsync(new Unfolded(Ingestion, place.Name));
        var folding = new Folding(new(new BreakingAdapter(Database.Adapter, 1, () => Database.Tenants.WriteAsync(
            Acme, connection => AttachedKnowledge.EraseAsync(connection, place, "file_a")))));

        await folding.FoldAsync(Acme, place.Name, default);

        foreach (var table in (string[])["knowledge_postings", "knowledge_parts", "knowledge_chunks"])
        {
            Assert.Equal(0, await CountAsync(table));
        }
    }

    // As the release before packed postings left it.
    private async Task AgeAsync()
    {
        await Database.Tenants.WriteAsync(Acme, async connection =>
        {
            foreach (var table in (string[])["knowledge_postings", "knowledge_parts", "knowledge_facts"])
            {
                await connection.ExecuteAsync($"DELETE FROM {table} WHERE tenant_id = @tenant");
            }

            await connection.ExecuteAsync("UPDATE knowledge_documents SET index_form = 0 WHERE tenant_id = @tenant");
        });
        Search = NewSearch();
    }

    private async Task OldDocumentAsync(TestDatabase old, string state, string text, bool isReady)
    {
        var id = DocumentId.New(Time).Value;
        var key = await old.Sealer.KeyAsync(Acme.Id, Seals.KeyOwner("docs"), default);
        var jobKey = await old.Sealer.KeyAsync(Acme.Id, JobQueue.KeyOwner, default);
        await old.Tenants.WriteAsync(Acme, async connection =>
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO knowledge_namespaces (tenant_id, name, chunk_tokens, overlap_tokens, next_chunk, created_at)
                VALUES (@tenant, 'docs', 256, 32, 2, 1) ON CONFLICT (tenant_id, name) DO NOTHING
                """);
            var job = isReady ? null : (await old.Jobs.EnqueueAsync(
                connection, jobKey, IngestDocuments.JobKind, $$"""{"Namespace":"docs","Documents":[{"Id":"{{id}}","Revision":1}]}""")).Value;
            await connection.ExecuteAsync(
                """
                INSERT INTO knowledge_documents (tenant_id, id, namespace, external_id, revision, state, job_id, media_type, bytes, sha256, acl, card,
                  original, live_acl, content, outline, first_chunk, chunks, language, body_length, created_at, updated_at)
                VALUES (@tenant, @id, 'docs', @state, 1, @state, @job, 'text/markdown', 1, @id, 'members', @card,
                  @original, @acl, @content, @outline, @first, @chunks, 'en', 3, 1, 1)
                """,
                new
                {
                    id,
                    state,
                    job,
                    card = Seals.Seal(key, id, new DocumentCard(null, null, null)),
                    original = isReady ? null : key.Seal(Seals.Documents, id + "/original", Encoding.UTF8.GetBytes(text)),
                    acl = isReady ? "members" : "",
                    content = isReady ? key.Seal(Seals.Documents, Seals.Content(id), text) : null,
                    outline = isReady ? Seals.Seal(key, id, new Outline(null, [])) : null,
                    first = isReady ? 1L : 0,
                    chunks = isReady ? 1L : 0,
                });
            if (isReady)
            {
                await connection.ExecuteAsync(
                    """
                    INSERT INTO knowledge_chunks (tenant_id, namespace, number, id, document_id, ordinal, start_at, end_at, body_length, terms)
                    VALUES (@tenant, 'docs', 1, @chunk, @id, 0, 0, @end, 3, @card)
                    """,
                    new { chunk = ChunkId.New(Time).Value, id, end = (long)text.Length, card = Array.Empty<byte>() });
                await connection.ExecuteAsync("INSERT INTO knowledge_statistics (tenant_id, namespace, language, documents, chunks, body_length) VALUES (@tenant, 'docs', 'en', 1, 1, 3)");
            }
        });
    }

    private Task<int> ReindexAsync() => ReindexAsync(Reindexing());

    private async Task<int> ReindexAsync(Reindexing reindexing)
    {
        await reindexing.AskAsync(Acme, default);
        return await Database.RunJobsAsync(new ReindexDocuments(reindexing, new Folding(Database.Tenants)));
    }

    private Reindexing Reindexing(TestDatabase? database = null)
    {
        database ??= Database;
        return new(database.Tenants, database.Sealer, database.Jobs, new(null, database.Jobs), NullLogger<Reindexing>.Instance);
    }

    private async Task<long> StatisticsAsync()
    {
        await using var connection = await Database.Tenants.OpenAsync(Acme);
        return await connection.ScalarAsync<long>("SELECT cast(sum(body_length) AS bigint) FROM knowledge_statistics WHERE tenant_id = @tenant");
    }

    private sealed class Unfolded(DocumentIngestion ingestion, string name) : IJobHandler
    {
        public string Kind => IngestDocuments.JobKind;

        public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
        {
            foreach (var work in System.Text.Json.JsonSerializer.Deserialize<IngestPayload>(job.Payload)!.Documents)
            {
                await ingestion.RunAsync(job, name, work, cancellationToken);
            }
        }
    }
}

public sealed class SqliteReindex() : ReindexSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlReindex() : ReindexSuite(DatabaseKind.PostgreSql);
