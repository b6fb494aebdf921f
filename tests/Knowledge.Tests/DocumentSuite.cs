using Parley.Kernel;
using Parley.Knowledge.Ingestion;

namespace Parley.Knowledge.Tests;

/// <summary>The life of a document, the same on every database.</summary>
public abstract class DocumentSuite(DatabaseKind kind) : KnowledgeSuite(kind)
{
    private const string Handbook =
        """
        # Handbook

        ## Backups

        The server makes a backup every night at two o'clock. Backups are kept for thirty days.

        ## Holidays

        Everybody has twenty-eight days of holiday a year.
        """;

    [Fact]
    public async Task A_document_is_queued_and_then_found_with_the_span_that_holds_the_answer()
    {
        var id = await AcceptAsync(Markdown("handbook", Handbook));
        Assert.Equal("queued", (await Documents.FindAsync(Acme, "docs", id, null, default))!.State);
        Assert.Empty((await AskAsync("How long are backups kept?")).Hits);

        await RunJobsAsync();

        var document = await Documents.FindAsync(Acme, "docs", id, null, default);
        Assert.Equal(("ready", 100L, 2L, "Handbook"), (document!.State, document.Progress, document.Chunks, document.Title));
        var found = await AskAsync("How long are backups kept?");
        var hit = found.Hits[0];
        var text = await Contents.TextAsync(Acme, "docs", id, Members, default);
        Assert.Equal("Handbook › Backups", hit.Heading);
        Assert.Equal(text!.Text[hit.Start..hit.End], hit.Text);
        Assert.Contains("thirty days", hit.Text, StringComparison.Ordinal);
        Assert.True(found.Answerable);
    }

    [Fact]
    public async Task The_same_external_id_replaces_the_document_whole()
    {
        var first = await AddAsync(Markdown("handbook", Handbook));
        var postings = await CountAsync("knowledge_postings");
        var second = await AddAsync(Markdown("handbook", "The canteen serves lentils on Mondays."));

        Assert.Equal(first, second);
        Assert.Empty((await AskAsync("backups")).Hits);
        Assert.Contains("lentils", Assert.Single((await AskAsync("lentils")).Hits).Text, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync("knowledge_chunks"));
        Assert.InRange(await CountAsync("knowledge_postings"), 1, postings - 1);
        Assert.Equal(1, await CountAsync("knowledge_parts"));
    }

    [Fact]
    public async Task A_deletion_in_the_wrong_namespace_does_nothing()
    {
        var id = await AddAsync(Markdown("handbook", Handbook));

        Assert.False(await Documents.DeleteAsync(Acme, "elsewhere", id, default));
        await RunJobsAsync();

        Assert.NotEmpty((await AskAsync("How long are backups kept?")).Hits);
        Assert.NotEqual(0, await CountAsync("knowledge_postings"));
    }

    [Fact]
    public async Task A_heading_as_long_as_a_book_does_not_stand_beside_every_passage()
    {
        await AddAsync(Markdown("long", $"# {string.Concat(Enumerable.Repeat("word ", 4_000))}\n\n{Handbook}"));

        var hit = (await AskAsync("How long are backups kept?")).Hits[0];
        Assert.InRange(hit.Title!.Length, 1, 500);
        Assert.InRange(hit.Heading!.Length, 1, 1_100);
    }

    [Fact]
    public async Task A_namespace_is_read_again_as_its_settings_are_now()
    {
        var first = await AddAsync(Markdown("handbook", Handbook));
        await AddAsync(Markdown("menu", "The canteen serves lentils on Mondays."));
        await Namespaces.ChangeAsync(Acme, "docs", 32, 0, 64, null, default);
        Time.Advance(TimeSpan.FromMinutes(1));
        var rereading = new Rereading(Database.Tenants, Database.Sealer, Database.Jobs, Time);

        Assert.Equal(2, (await rereading.OrderAsync(Acme, "docs", default))!.Value.Documents);
        Assert.Null(await rereading.OrderAsync(Bolt, "docs", default));
        await RunJobsAsync();

        var document = (await Documents.FindAsync(Acme, "docs", first, null, default))!;
        Assert.Equal(("ready", Time.GetUtcNow()), (document.State, document.UpdatedAt));
        Assert.Equal(64, Assert.Single(await Namespaces.ListAsync(Acme, "docs", default)).ParentTokens);
        Assert.Contains("thirty days", (await AskAsync("How long are backups kept?")).Hits[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_very_same_bytes_under_another_id_are_told_as_a_duplicate_to_those_who_see_both()
    {
        var first = await AddAsync(Markdown("a", Handbook, null, "role:owner"));
        var second = await AddAsync(Markdown("b", Handbook));
        var other = await AddAsync(Markdown("c", "The canteen serves lentils on Mondays."));

        async Task<DocumentId?> DuplicateAsync(DocumentId id, string[]? tags) => (await Documents.FindAsync(Acme, "docs", id, tags, default))!.DuplicateOf;
        Assert.Equal((first, null), (await DuplicateAsync(second, null), await DuplicateAsync(second, Members)));
        Assert.Equal((null, null), (await DuplicateAsync(first, null), await DuplicateAsync(other, null)));
        Assert.Equal(1, Assert.Single(await Namespaces.ListAsync(Acme, "docs", default)).Duplicates);
    }

    [Fact]
    public async Task Chunks_are_listed_in_their_order_and_the_file_is_kept_as_it_came()
    {
        var id = await AddAsync(Markdown("handbook", Handbook + "\n\n## How long is the lunch break?\n\nHalf an hour.", acl: ["role:owner"]));

        var first = await Contents.ChunksAsync(Acme, "docs", id, ["role:owner"], -1, 2, default);
        var second = await Contents.ChunksAsync(Acme, "docs", id, ["role:owner"], int.Parse(first!.NextCursor!, null), 2, default);
        Assert.Equal([0, 1, 2], first.Data.Concat(second!.Data).Select(chunk => chunk.Ordinal));
        Assert.Equal(("How long is the lunch break?", null), (second.Data[0].Question, second.NextCursor));
        Assert.Null(await Contents.ChunksAsync(Acme, "docs", id, Members, -1, 2, default));

        var (mediaType, bytes) = (await Contents.FileAsync(Acme, "docs", id, ["role:owner"], default))!.Value;
        Assert.StartsWith("# Handbook", System.Text.Encoding.UTF8.GetString(bytes));
        Assert.Equal("text/markdown", mediaType);
        Assert.Null(await Contents.FileAsync(Acme, "docs", id, Members, default));
    }

    [Fact]
    public async Task Until_a_replacement_is_read_the_version_before_is_found()
    {
        await AddAsync(Markdown("handbook", Handbook));
        await AcceptAsync(Markdown("handbook", "The canteen serves lentils on Mondays."));

        Assert.NotEmpty((await AskAsync("backups")).Hits);
        Assert.Empty((await AskAsync("lentils")).Hits);
    }

    [Fact]
    public async Task Of_two_uploads_that_wait_the_newer_one_stays()
    {
        await AcceptAsync(Markdown("note", "The first text speaks of apples."));
        await AcceptAsync(Markdown("note", "The second text speaks of pears."));
        await RunJobsAsync();

        Assert.Empty((await AskAsync("apples")).Hits);
        Assert.Single((await AskAsync("pears")).Hits);
    }

    [Fact]
    public async Task A_deleted_document_is_gone_from_search_at_once_and_leaves_no_row_behind()
    {
        var id = await AddAsync(Markdown("handbook", Handbook));
        Assert.True(await Documents.DeleteAsync(Acme, "docs", id, default));

        Assert.Empty((await AskAsync("backups")).Hits);
        await RunJobsAsync();
        Assert.Equal(0, await CountAsync("knowledge_postings"));
        Assert.Equal(0, await CountAsync("knowledge_chunks"));
        Assert.Equal(0, await CountAsync("knowledge_parts"));
        Assert.False(await Documents.DeleteAsync(Acme, "docs", id, default));
    }

    [Fact]
    public async Task A_document_without_text_fails_with_a_reason_and_can_be_tried_again()
    {
        var id = await AddAsync(Markdown("empty", "<!-- nothing -->"));
        var failed = await Documents.FindAsync(Acme, "docs", id, null, default);
        Assert.Equal(("failed", "No text was found in it."), (failed!.State, failed.Error));

        Assert.True(await Documents.RetryAsync(Acme, "docs", id, default));
        Assert.Equal("queued", (await Documents.FindAsync(Acme, "docs", id, null, default))!.State);
        await RunJobsAsync();
        Assert.Equal("failed", (await Documents.FindAsync(Acme, "docs", id, null, default))!.State);
    }

    [Fact]
    public async Task The_same_bytes_again_are_not_read_again_and_another_access_list_holds_at_once()
    {
        var id = await AddAsync(Markdown("handbook", Handbook));
        var chunk = (await AskAsync("backups")).Hits[0].ChunkId;

        Assert.Equal(id, await AcceptAsync(Markdown("handbook", Handbook, acl: ["role:owner"])));
        Assert.Equal("ready", (await Documents.FindAsync(Acme, "docs", id, null, default))!.State);
        Assert.Empty((await AskAsync("backups")).Hits);
        Assert.Equal(chunk, (await AskAsync("backups", ["role:owner"])).Hits[0].ChunkId);

        await AddAsync(Markdown("handbook", Handbook, "Another title"));
        Assert.Equal("Another title", (await AskAsync("backups")).Hits[0].Title);
        Assert.NotEqual(chunk, (await AskAsync("backups")).Hits[0].ChunkId);
    }

    [Fact]
    public async Task A_failed_replacement_keeps_the_version_before()
    {
        var id = await AddAsync(Markdown("handbook", Handbook));
        await AddAsync(Markdown("handbook", "<!-- nothing -->"));

        Assert.Equal("failed", (await Documents.FindAsync(Acme, "docs", id, null, default))!.State);
        Assert.NotEmpty((await AskAsync("backups")).Hits);
    }

    [Fact]
    public async Task Until_a_replacement_is_read_the_file_of_the_version_before_is_served()
    {
        var id = await AddAsync(Markdown("handbook", Handbook));
        await AcceptAsync(Plain("handbook", "The canteen serves lentils."));
        Assert.Equal(("text/markdown", Handbook), await FileAsync(id));
        Assert.Equal("text/markdown", (await Documents.FindAsync(Acme, "docs", id, null, default))!.MediaType);
        await AcceptAsync(Plain("handbook", "The canteen serves beans."));
        Assert.Equal(("text/markdown", Handbook), await FileAsync(id));

        await RunJobsAsync();

        Assert.Equal(("text/plain", "The canteen serves beans."), await FileAsync(id));
        Assert.Equal("text/plain", (await Documents.FindAsync(Acme, "docs", id, null, default))!.MediaType);
        Assert.Equal(1, await CountAsync("knowledge_originals"));
    }

    [Fact]
    public async Task A_failed_replacement_leaves_the_file_of_the_version_before_and_is_itself_what_is_read_again()
    {
        var id = await AddAsync(Markdown("handbook", Handbook));
        await AddAsync(Html("handbook", "<!-- nothing -->"));
        Assert.True(await Documents.RetryAsync(Acme, "docs", id, default));
        await RunJobsAsync();

        var failed = (await Documents.FindAsync(Acme, "docs", id, null, default))!;
        Assert.Equal(("failed", "No text was found in it.", "text/markdown"), (failed.State, failed.Error, failed.MediaType));
        Assert.Equal(("text/markdown", Handbook), await FileAsync(id));

        await AddAsync(Html("handbook", "<p>The canteen serves beans.</p>"));
        Assert.Equal(("text/html", "<p>The canteen serves beans.</p>"), await FileAsync(id));
        Assert.Equal(1, await CountAsync("knowledge_originals"));
    }

    [Fact]
    public async Task A_file_of_several_pieces_is_served_whole_beside_a_newer_one_and_after_it()
    {
        var (first, second) = (Handbook + new string(' ', 2_500_000), "# Menu\n\nLentils on Mondays." + new string(' ', 1_500_000));
        var id = await AddAsync(Markdown("handbook", first));
        await AcceptAsync(Markdown("handbook", second));
        Assert.Equal((first, 5L), ((await FileAsync(id)).Text, await CountAsync("knowledge_originals")));

        await RunJobsAsync();
        Assert.Equal((second, 2L), ((await FileAsync(id)).Text, await CountAsync("knowledge_originals")));
    }

    [Fact]
    public async Task The_file_of_a_document_that_a_server_of_before_read_stays_while_its_replacement_waits()
    {
        var id = await AddAsync(Markdown("handbook", Handbook));
        await Database.Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync(
            "UPDATE knowledge_documents SET live_upload = NULL, live_media_type = NULL WHERE tenant_id = @tenant"));
        Assert.Equal(("text/markdown", Handbook), await FileAsync(id));

        await AcceptAsync(Plain("handbook", "The canteen serves lentils."));

        Assert.Equal(("text/markdown", Handbook), await FileAsync(id));
    }

    [Fact]
    public async Task The_files_of_both_versions_go_with_a_deleted_document()
    {
        var id = await AddAsync(Markdown("handbook", Handbook));
        await AddAsync(Markdown("handbook", "<!-- nothing -->"));
        Assert.Equal(2, await CountAsync("knowledge_originals"));

        await Documents.DeleteAsync(Acme, "docs", id, default);
        Assert.Equal(0, await CountAsync("knowledge_originals"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_files_of_both_versions_go_with_an_erased_attachment(bool isWhole)
    {
        var place = new AttachedNamespace(new("sub_a"), new("conv_a"));
        await AddAsync(Markdown("file_a", Handbook), name: place.Name);
        await AddAsync(Markdown("file_a", "<!-- nothing -->"), name: place.Name);
        Assert.Equal(2, await CountAsync("knowledge_originals"));

        await Database.Tenants.WriteAsync(Acme, connection => isWhole
            ? AttachedKnowledge.EraseAsync(connection, place.Conversation)
            : AttachedKnowledge.EraseAsync(connection, place, "file_a"));
        Assert.Equal(0, await CountAsync("knowledge_originals"));
    }

    [Fact]
    public async Task Nothing_of_a_text_is_readable_in_the_documents_table()
    {
        await AddAsync(Markdown("handbook", Handbook, "Secret title"));
        await AcceptAsync(Markdown("other", "Zanzibar is a word that nobody may read here."));
        await using var connection = await Database.Tenants.OpenAsync(Acme);
        var kept = new List<byte[]?>();
        foreach (var column in (string[])
            ["card FROM knowledge_documents", "content FROM knowledge_documents", "outline FROM knowledge_documents", "card FROM knowledge_chunks", "data FROM knowledge_originals"])
        {
            kept.AddRange(await connection.QueryAsync<byte[]?>($"SELECT {column} WHERE tenant_id = @tenant"));
        }

        Assert.InRange(kept.OfType<byte[]>().Count(), 8, 20);
        foreach (var bytes in kept.OfType<byte[]>())
        {
            var text = System.Text.Encoding.UTF8.GetString(bytes);
            Assert.DoesNotContain("Secret", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Backups", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Zanzibar", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_list_pages_through_all_documents()
    {
        for (var i = 0; i < 5; i++)
        {
            await AcceptAsync(Markdown($"note-{i}", $"Note number {i}."));
            Time.Advance(TimeSpan.FromMilliseconds(5));
        }

        var first = await Documents.ListAsync(Acme, "docs", Members, null, 3, default);
        var second = await Documents.ListAsync(Acme, "docs", Members, first.NextCursor, 3, default);
        Assert.Equal(["note-0", "note-1", "note-2", "note-3", "note-4"], first.Data.Concat(second.Data).Select(document => document.ExternalId));
        Assert.Null(second.NextCursor);
    }

    private static Upload Plain(string externalId, string text) => Markdown(externalId, text) with { MediaType = "text/plain" };

    private static Upload Html(string externalId, string text) => Markdown(externalId, text) with { MediaType = "text/html" };

    private async Task<(string MediaType, string Text)> FileAsync(DocumentId id)
    {
        var (mediaType, bytes) = (await Contents.FileAsync(Acme, "docs", id, Members, default))!.Value;
        return (mediaType, System.Text.Encoding.UTF8.GetString(bytes));
    }
}

public sealed class SqliteDocuments() : DocumentSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlDocuments() : DocumentSuite(DatabaseKind.PostgreSql);
