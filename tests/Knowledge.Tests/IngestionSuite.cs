using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Kernel;
using Parley.Knowledge.Indexing;
using Parley.Knowledge.Ingestion;
using Parley.Reading;

namespace Parley.Knowledge.Tests;

/// <summary>What survives when ingestion is disturbed.</summary>
public abstract class IngestionSuite(DatabaseKind kind) : KnowledgeSuite(kind)
{
    private static readonly string Long =
        "# Log\n\n" + string.Join("\n\n", Enumerable.Range(1, 1_000).Select(i => $"Entry {i} tells of ship{i} and of harbour{i}, where crew{i} unloaded cargo{i} in weather{i}."));

    [Fact]
    public async Task A_long_document_is_written_in_portions_and_found_whole()
    {
        await AddAsync(Markdown("log", Long));

        Assert.Contains("cargo399", Assert.Single((await AskAsync("cargo399", top: 1)).Hits).Text, StringComparison.Ordinal);
        Assert.InRange(await CountAsync("knowledge_parts"), 2, 100);
    }

    [Fact]
    public async Task An_attempt_that_dies_half_way_shows_nothing_and_the_next_one_leaves_no_rest()
    {
        await AddAsync(Markdown("log", "The old log speaks of parrots."));
        var id = await AcceptAsync(Markdown("log", Long));
        var writes = 0;
        var dying = Run(id, revision: 2, connection => Task.FromResult(++writes < 4));
        await Assert.ThrowsAsync<JobLostException>(() => Ingestion.RunAsync(dying, "docs", new IngestWork(id.Value, 2), default));

        Assert.Equal("running", (await Documents.FindAsync(Acme, "docs", id, null, default))!.State);
        Assert.Empty((await AskAsync("cargo1")).Hits);
        Assert.Single((await AskAsync("parrots")).Hits);

        await RunJobsAsync();
        Assert.Empty((await AskAsync("parrots")).Hits);
        Assert.NotEmpty((await AskAsync("cargo399")).Hits);
        Assert.Equal((await Documents.FindAsync(Acme, "docs", id, null, default))!.Chunks, await CountAsync("knowledge_chunks"));
    }

    [Fact]
    public async Task A_document_deleted_while_it_is_read_does_not_come_back()
    {
        var id = await AcceptAsync(Markdown("log", Long));
        var writes = 0;
        var run = Run(id, revision: 1, async connection =>
        {
            if (++writes == 3)
            {
                await connection.ExecuteAsync("DELETE FROM knowledge_documents WHERE tenant_id = @tenant AND id = @id", new { id = id.Value });
            }

            return true;
        });
        await Ingestion.RunAsync(run, "docs", new IngestWork(id.Value, 1), default);

        await RunJobsAsync();
        Assert.InRange(writes, 3, 100);
        Assert.Null(await Documents.FindAsync(Acme, "docs", id, null, default));
        Assert.Empty((await AskAsync("cargo399")).Hits);
        Assert.Equal(0, await CountAsync("knowledge_chunks"));
        Assert.Equal(0, await CountAsync("knowledge_parts"));
    }

    [Fact]
    public async Task An_attached_text_that_is_erased_while_it_is_written_leaves_nothing_and_can_be_written_on_by_nobody()
    {
        var place = new AttachedNamespace(new("sub_a"), new("conv_a"));
        var id = await AcceptAsync(Markdown("file_a", Long), name: place.Name);
        var writes = 0;
        var dying = Run(id, revision: 1, _ => Task.FromResult(++writes < 6));
        await Assert.ThrowsAsync<JobLostException>(() => Ingestion.RunAsync(dying, place.Name, new IngestWork(id.Value, 1), default));
        await new Folding(Database.Tenants).FoldAsync(Acme, place.Name, default);
        Assert.NotEqual(0, await CountAsync("knowledge_postings"));

        await Database.Tenants.WriteAsync(Acme, connection => AttachedKnowledge.EraseAsync(connection, place, "file_a"));

        foreach (var table in (string[])["knowledge_documents", "knowledge_parts", "knowledge_chunks", "knowledge_postings"])
        {
            Assert.Equal(0, await CountAsync(table));
        }

        await Ingestion.RunAsync(Run(id, revision: 1, _ => Task.FromResult(true)), place.Name, new IngestWork(id.Value, 1), default);
        Assert.Equal(0, await CountAsync("knowledge_chunks"));
    }

    [Fact]
    public async Task What_a_dead_attempt_left_of_a_document_that_was_deleted_is_removed_by_the_next()
    {
        var id = await AcceptAsync(Markdown("log", Long));
        var writes = 0;
        var dying = Run(id, revision: 1, _ => Task.FromResult(++writes < 4));
        await Assert.ThrowsAsync<JobLostException>(() => Ingestion.RunAsync(dying, "docs", new IngestWork(id.Value, 1), default));
        await Documents.DeleteAsync(Acme, "docs", id, default);

        await RunJobsAsync();

        foreach (var table in (string[])["knowledge_parts", "knowledge_chunks", "knowledge_postings"])
        {
            Assert.Equal(0, await CountAsync(table));
        }
    }

    [Fact]
    public async Task What_is_left_of_a_document_whose_job_is_dead_goes_with_its_deletion()
    {
        var id = await AcceptAsync(Markdown("log", Long));
        var writes = 0;
        await Assert.ThrowsAsync<JobLostException>(() => Ingestion.RunAsync(
            Run(id, revision: 1, _ => Task.FromResult(++writes < 6)), "docs", new IngestWork(id.Value, 1), default));
        Assert.NotEqual(0, await CountAsync("knowledge_parts"));

        await Documents.DeleteAsync(Acme, "docs", id, default);
        await Database.RunJobsAsync(new DropChunks(IngestionParts.Removal(Database)));

        foreach (var table in (string[])["knowledge_parts", "knowledge_chunks", "knowledge_postings", "knowledge_originals"])
        {
            Assert.Equal(0, await CountAsync(table));
        }
    }

    [Fact]
    public async Task An_attempt_at_an_older_version_takes_nothing_from_the_newer_one()
    {
        var id = await AcceptAsync(Markdown("log", Long));
        await AcceptAsync(Markdown("log", Long + "\n\nThe end of it speaks of otters."));
        await RunJobsAsync();

        await Ingestion.RunAsync(Run(id, revision: 1, _ => Task.FromResult(true)), "docs", new IngestWork(id.Value, 1), default);

        Assert.NotEmpty((await AskAsync("otters")).Hits);
        Assert.NotEmpty((await AskAsync("cargo399")).Hits);
        Assert.Equal((await Documents.FindAsync(Acme, "docs", id, null, default))!.Chunks, await CountAsync("knowledge_chunks"));
    }

    [Fact]
    public async Task An_attempt_repeated_after_its_version_was_shown_takes_away_what_was_before_and_nothing_else()
    {
        var id = await AddAsync(Markdown("log", "The old log speaks of parrots."));
        await AcceptAsync(Markdown("log", "The new log speaks of otters."));
        var run = Run(id, revision: 2, _ => Task.FromResult(true));
        await Ingestion.RunAsync(run, "docs", new IngestWork(id.Value, 2), default);

        await Ingestion.RunAsync(run, "docs", new IngestWork(id.Value, 2), default);

        Assert.Single((await AskAsync("otters")).Hits);
        Assert.Equal(1, await CountAsync("knowledge_chunks"));
    }

    [Fact]
    public async Task Of_many_documents_one_that_fails_for_a_while_is_tried_again_alone_and_keeps_no_other_back()
    {
        var steps = IngestionParts.Steps(Database);
        Ingestion = IngestionParts.Of(Database, [new Stumbling(steps[0]), .. steps.Skip(1)]);
        await Uploads.AcceptAsync(Acme, "docs", [Markdown("a", "A text about otters."), Markdown("b", "A text about beavers.")], default);

        await RunJobsAsync();
        Assert.Single((await AskAsync("beavers")).Hits);
        Assert.Equal("queued", (await Documents.ListAsync(Acme, "docs", null, null, 9, default)).Data.Single(document => document.ExternalId == "a").State);

        Time.Advance(TimeSpan.FromMinutes(1));
        await RunJobsAsync();
        Assert.Single((await AskAsync("otters")).Hits);
    }

    [Fact]
    public async Task What_a_dear_step_made_is_kept_and_an_attempt_after_a_crash_goes_on_from_there()
    {
        var parsed = new Parsed(Time);
        var steps = IngestionParts.Steps(Database);
        Ingestion = IngestionParts.Of(Database, [.. steps.Select(step => step is ParseDocument ? parsed : step)]);
        var id = await AcceptAsync(Markdown("log", Long));
        var writes = 0;
        await Assert.ThrowsAsync<JobLostException>(() => Ingestion.RunAsync(
            Run(id, revision: 1, _ => Task.FromResult(++writes < 4)), "docs", new IngestWork(id.Value, 1), default));
        Assert.Equal(1, await CountAsync("knowledge_drafts"));

        await RunJobsAsync();

        Assert.Single((await AskAsync("walrus")).Hits);
        Assert.Equal((1, 0), (parsed.Times, (int)await CountAsync("knowledge_drafts")));
        Assert.Equal(
            ["fetch", "detect", "parse", "clean", "split", "enrich", "embed", "index"],
            (await Documents.FindAsync(Acme, "docs", id, null, default))!.Steps.Select(step => step.Step));
    }

    [Fact]
    public async Task A_job_whose_attempts_are_used_up_leaves_a_failed_document_that_can_be_tried_again()
    {
        var id = await AcceptAsync(Markdown("log", "Some text about otters."));
        for (var attempt = 0; attempt < 8; attempt++)
        {
            await Database.RunJobsAsync(new Broken());
            Time.Advance(TimeSpan.FromMinutes(10));
        }

        var failed = await Documents.FindAsync(Acme, "docs", id, null, default);
        Assert.Equal("failed", failed!.State);
        Assert.NotEmpty(failed.Error!);

        Assert.True(await Documents.RetryAsync(Acme, "docs", id, default));
        await RunJobsAsync();
        Assert.Equal("ready", (await Documents.FindAsync(Acme, "docs", id, null, default))!.State);
        Assert.Single((await AskAsync("otters")).Hits);
    }

    [Fact]
    public async Task A_ready_document_is_read_again_by_the_settings_of_now()
    {
        var id = await AddAsync(Markdown("log", Long));
        var before = (await Documents.FindAsync(Acme, "docs", id, null, default))!.Chunks;
        await Namespaces.ChangeAsync(Acme, "docs", 64, 8, null, null, default);

        Assert.True(await Documents.RetryAsync(Acme, "docs", id, default));
        Assert.NotEmpty((await AskAsync("cargo399")).Hits);
        Assert.False(await Documents.RetryAsync(Acme, "docs", id, default));
        await RunJobsAsync();

        Assert.InRange((await Documents.FindAsync(Acme, "docs", id, null, default))!.Chunks, before + 1, before * 100);
        Assert.NotEmpty((await AskAsync("cargo399")).Hits);
    }

    [Fact]
    public async Task A_search_finds_the_same_before_and_after_folding_and_while_it_is_broken_off_half_way()
    {
        for (var i = 0; i < 30; i++)
        {
            await AcceptAsync(Markdown($"log-{i}", $"Entry {i} tells of ships and harbours, where crew{i} unloaded cargo{i % 5} and {string.Join(' ', Enumerable.Range(i * 20, 40).Select(n => $"word{n}"))}."));
        }

        await Database.RunJobsAsync(new Unfolded(Ingestion));
        var before = Told(await AskAsync("ships cargo3 word77 word200", top: 30));

        await Assert.ThrowsAsync<IOException>(() => new Folding(new(new BreakingAdapter(Database.Adapter, 1))).FoldAsync(Acme, "docs", default));
        Assert.NotEqual(0, await CountAsync("knowledge_postings"));
        Assert.Equal(before, Told(await AskAsync("ships cargo3 word77 word200", top: 30)));

        await new Folding(Database.Tenants).FoldAsync(Acme, "docs", default);
        Assert.Equal(before, Told(await AskAsync("ships cargo3 word77 word200", top: 30)));

        static string Told(SearchResult found) => string.Join('\n', found.Hits.Select(hit => $"{hit.ExternalId} {hit.Score:R}"));
    }

    [Fact]
    public async Task Statistics_return_to_nothing_when_everything_is_deleted()
    {
        var first = await AddAsync(Markdown("a", "Some text about otters."));
        var second = await AddAsync(Markdown("b", "Ein Text über den Fischotter und die Biber, der auf Deutsch geschrieben ist."));
        await AddAsync(Markdown("a", "Some other text about otters and beavers."));
        await Documents.DeleteAsync(Acme, "docs", first, default);
        await Documents.DeleteAsync(Acme, "docs", second, default);

        await using var connection = await Database.Tenants.OpenAsync(Acme);
        Assert.Equal(0, await connection.ScalarAsync<long>(
            "SELECT cast(sum(documents + chunks + body_length) AS bigint) FROM knowledge_statistics WHERE tenant_id = @tenant"));
    }

    [Fact]
    public async Task A_namespace_cuts_new_documents_by_its_own_settings()
    {
        await AddAsync(Markdown("a", "Some text."));
        Assert.True(await Namespaces.ChangeAsync(Acme, "docs", 64, 8, null, null, default));
        var id = await AddAsync(Markdown("log", Long));

        Assert.InRange((await Documents.FindAsync(Acme, "docs", id, null, default))!.Chunks, 100, 1_000);
    }

    [Fact]
    public async Task Documents_of_an_index_in_an_older_form_are_indexed_anew_and_keep_their_chunks()
    {
        var id = await AddAsync(Markdown("log", Long));
        var before = (await AskAsync("cargo399")).Hits[0];
        await Database.Tenants.WriteAsync(Acme, async connection =>
        {
            foreach (var table in (string[])["knowledge_postings", "knowledge_parts", "knowledge_facts"])
            {
                await connection.ExecuteAsync($"DELETE FROM {table} WHERE tenant_id = @tenant");
            }

            await connection.ExecuteAsync("UPDATE knowledge_chunks SET card = NULL, parent_start = NULL, parent_end = NULL WHERE tenant_id = @tenant");
            await connection.ExecuteAsync(
                "UPDATE knowledge_documents SET index_form = 0 WHERE tenant_id = @tenant AND id = @id", new { id = id.Value });
            await connection.ExecuteAsync("UPDATE knowledge_namespaces SET version = version + 1 WHERE tenant_id = @tenant");
        });
        Search = NewSearch();
        Assert.Empty((await AskAsync("cargo399")).Hits);

        var reindexing = new Reindexing(Database.Tenants, Database.Sealer, Database.Jobs, new(null, Database.Jobs), NullLogger<Reindexing>.Instance);
        await reindexing.AskAsync(Acme, default);
        await Database.RunJobsAsync(new ReindexDocuments(reindexing, new Folding(Database.Tenants)));

        var after = (await AskAsync("cargo399")).Hits[0];
        Assert.Equal((before.ChunkId, before.Text, before.Start), (after.ChunkId, after.Text, after.Start));
        await reindexing.AskAsync(Acme, default);
        Assert.Equal(0, await Database.RunJobsAsync(new ReindexDocuments(reindexing, new Folding(Database.Tenants))));
    }

    private JobRun Run(DocumentId id, long revision, Func<TenantConnection, Task<bool>> holds) => new()
    {
        Tenant = Acme,
        Id = new JobId("job_test"),
        Payload = JsonSerializer.Serialize(new IngestPayload("docs", [new IngestWork(id.Value, revision)])),
        Attempt = 1,
        IsLastAttempt = false,
        OnHold = holds,
    };

    /// <summary>Fetches, but stumbles over the first file.</summary>
    private sealed class Stumbling(IIngestionStep fetch) : IIngestionStep
    {
        private bool _hasStumbled;

        public string Name => "fetch";

        public Task TakeAsync(IngestionItem item, CancellationToken cancellationToken)
        {
            if (_hasStumbled)
            {
                return fetch.TakeAsync(item, cancellationToken);
            }

            _hasStumbled = true;
            throw new IOException("The line is down.");
        }
    }

    /// <summary>Parses slowly, and always the same text.</summary>
    private sealed class Parsed(FakeTime time) : IKeptStep
    {
        private readonly CleanDocument _document = new(null, "The walrus sleeps.", [new(BlockKind.Paragraph, 0, 18, 0)]);

        public int Times { get; private set; }

        public string Name => "parse";

        public Task TakeAsync(IngestionItem item, CancellationToken cancellationToken)
        {
            Times++;
            time.Advance(TimeSpan.FromSeconds(1));
            item.Document = _document;
            return Task.CompletedTask;
        }

        public byte[] Keep(IngestionItem item) => JsonSerializer.SerializeToUtf8Bytes(item.Document);

        public void Restore(IngestionItem item, byte[] kept) => item.Document = JsonSerializer.Deserialize<CleanDocument>(kept);
    }

    private sealed class Unfolded(DocumentIngestion ingestion) : IJobHandler
    {
        public string Kind => IngestDocuments.JobKind;

        public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
        {
            foreach (var work in JsonSerializer.Deserialize<IngestPayload>(job.Payload)!.Documents)
            {
                await ingestion.RunAsync(job, "docs", work, cancellationToken);
            }
        }
    }

    private sealed class Broken : IJobHandler
    {
        public string Kind => IngestDocuments.JobKind;

        public Task RunAsync(JobRun job, CancellationToken cancellationToken) => throw new InvalidOperationException("The disk is on fire.");
    }
}

public sealed class SqliteIngestion() : IngestionSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlIngestion() : IngestionSuite(DatabaseKind.PostgreSql);
