using System.Text.Json;
using Parley.Kernel;
using Parley.Knowledge.Ingestion;

namespace Parley.Knowledge.Tests;

/// <summary>What survives when ingestion is disturbed.</summary>
public abstract class IngestionSuite(DatabaseKind kind) : KnowledgeSuite(kind)
{
    private static readonly string Long =
        "# Log\n\n" + string.Join("\n\n", Enumerable.Range(1, 400).Select(i => $"Entry {i} tells of ship{i} and of harbour{i}, where crew{i} unloaded cargo{i} in weather{i}."));

    [Fact]
    public async Task A_long_document_is_written_in_portions_and_found_whole()
    {
        await AddAsync(Markdown("log", Long));

        Assert.Contains("cargo399", Assert.Single((await AskAsync("cargo399", top: 1)).Hits).Text, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("knowledge_hidden"));
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
        Assert.Equal(0, await CountAsync("knowledge_hidden"));
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
        Assert.InRange(writes, 4, 100);
        Assert.Null(await Documents.FindAsync(Acme, "docs", id, null, default));
        Assert.Empty((await AskAsync("cargo399")).Hits);
        Assert.Equal(0, await CountAsync("knowledge_chunks"));
        Assert.Equal(0, await CountAsync("knowledge_hidden"));
    }

    [Fact]
    public async Task An_attached_text_that_is_erased_while_it_is_written_leaves_nothing_and_can_be_written_on_by_nobody()
    {
        var place = new AttachedNamespace(new("sub_a"), new("conv_a"));
        var id = await AcceptAsync(Markdown("file_a", Long), name: place.Name);
        HiddenRange? writing = null;
        var writes = 0;
        var dying = Run(id, revision: 1, async connection =>
        {
            writing ??= (await ChunkShelf.HiddenOfAsync(connection, id.Value)).SingleOrDefault();
            return ++writes < 4;
        });
        await Assert.ThrowsAsync<JobLostException>(() => Ingestion.RunAsync(dying, place.Name, new IngestWork(id.Value, 1), default));
        Assert.NotEqual(0, await CountAsync("knowledge_postings"));

        await Database.Tenants.WriteAsync(Acme, connection => AttachedKnowledge.EraseAsync(connection, place, "file_a"));

        foreach (var table in (string[])["knowledge_documents", "knowledge_hidden", "knowledge_chunks", "knowledge_postings"])
        {
            Assert.Equal(0, await CountAsync(table));
        }

        Assert.False(await Database.Tenants.WriteAsync(Acme, connection => ChunkShelf.WriteAsync(connection, id.Value, "", writing!, [])));
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

        foreach (var table in (string[])["knowledge_hidden", "knowledge_chunks", "knowledge_postings"])
        {
            Assert.Equal(0, await CountAsync(table));
        }
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
    public async Task A_ready_document_cannot_be_tried_again() =>
        Assert.False(await Documents.RetryAsync(Acme, "docs", await AddAsync(Markdown("a", "Some text.")), default));

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
        Assert.True(await Namespaces.ChangeAsync(Acme, "docs", 64, 8, null, default));
        var id = await AddAsync(Markdown("log", Long));

        Assert.InRange((await Documents.FindAsync(Acme, "docs", id, null, default))!.Chunks, 100, 1_000);
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

    private sealed class Broken : IJobHandler
    {
        public string Kind => IngestDocuments.JobKind;

        public Task RunAsync(JobRun job, CancellationToken cancellationToken) => throw new InvalidOperationException("The disk is on fire.");
    }
}

public sealed class SqliteIngestion() : IngestionSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlIngestion() : IngestionSuite(DatabaseKind.PostgreSql);
