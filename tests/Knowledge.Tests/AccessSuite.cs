namespace Parley.Knowledge.Tests;

/// <summary>Who finds what.</summary>
public abstract class AccessSuite(DatabaseKind kind) : KnowledgeSuite(kind)
{
    private const string Text = "The vault opens with the blue key.";

    [Fact]
    public async Task Without_a_list_every_member_finds_a_document_and_no_stranger_does()
    {
        var id = await AddAsync(Markdown("vault", Text));

        Assert.Single((await AskAsync("blue key", Members)).Hits);
        Assert.Empty((await AskAsync("blue key", Strangers)).Hits);
        Assert.Null(await Contents.TextAsync(Acme, "docs", id, Strangers, default));
        Assert.Null(await Documents.FindAsync(Acme, "docs", id, Strangers, default));
        Assert.Empty((await Documents.ListAsync(Acme, "docs", Strangers, null, 10, default)).Data);
    }

    [Fact]
    public async Task Who_may_see_the_last_of_very_many_documents_gets_it_at_once()
    {
        var uploads = Enumerable.Range(0, 999).Select(i => Markdown($"hidden-{i}", "Hidden.", acl: ["role:owner"]));
        await Uploads.AcceptAsync(Acme, "docs", [.. uploads], default);
        Time.Advance(TimeSpan.FromMilliseconds(5));
        await AcceptAsync(Markdown("seen", Text));
        using var statements = new PostgreSqlStatements();

        var page = await Documents.ListAsync(Acme, "docs", Members, null, 10, default);

        Assert.Equal("seen", Assert.Single(page.Data).ExternalId);
        Assert.Null(page.NextCursor);
        Assert.InRange(statements.Count, Kind == DatabaseKind.PostgreSql ? 1 : 0, 12);
    }

    [Fact]
    public async Task Pages_end_and_go_on_at_documents_that_are_seen()
    {
        for (var i = 0; i < 30; i++)
        {
            await AcceptAsync(Markdown($"note-{i}", Text, acl: [i % 6 == 0 ? "members" : "role:owner"]));
            Time.Advance(TimeSpan.FromMilliseconds(5));
        }

        var first = await Documents.ListAsync(Acme, "docs", Members, null, 2, default);
        var second = await Documents.ListAsync(Acme, "docs", Members, first.NextCursor, 2, default);
        var third = await Documents.ListAsync(Acme, "docs", Members, second.NextCursor, 2, default);

        Assert.Equal(["note-0", "note-6"], first.Data.Select(document => document.ExternalId));
        Assert.Equal(first.Data[^1].Id.Value, first.NextCursor);
        Assert.Equal(["note-12", "note-18"], second.Data.Select(document => document.ExternalId));
        Assert.Equal("note-24", Assert.Single(third.Data).ExternalId);
        Assert.Null(third.NextCursor);
    }

    [Theory]
    [InlineData("role:admin")]
    [InlineData("user:user_7")]
    [InlineData("group:board")]
    public async Task A_document_for_some_is_found_by_them_alone(string tag)
    {
        await AddAsync(Markdown("vault", Text, acl: [tag]));

        Assert.Single((await AskAsync("blue key", [.. Members, tag])).Hits);
        Assert.Empty((await AskAsync("blue key", Members)).Hits);
    }

    [Fact]
    public async Task Hidden_documents_do_not_push_visible_ones_out_of_the_best()
    {
        for (var i = 0; i < 8; i++)
        {
            await AddAsync(Markdown($"hidden-{i}", "Blue key, blue key, blue key.", acl: ["role:owner"]));
        }

        await AddAsync(Markdown("vault", Text));
        Assert.Equal("vault", Assert.Single((await AskAsync("blue key", Members, top: 3)).Hits).ExternalId);
    }

    [Fact]
    public async Task A_narrower_list_holds_before_the_new_text_is_read()
    {
        var id = await AddAsync(Markdown("vault", Text, acl: ["public", "members"]));
        await AcceptAsync(Markdown("vault", "The vault opens with the red key.", acl: ["members"]));

        Assert.Empty((await AskAsync("blue key", Strangers)).Hits);
        Assert.Null(await Contents.TextAsync(Acme, "docs", id, Strangers, default));
        Assert.Single((await AskAsync("blue key", Members)).Hits);
    }

    [Fact]
    public async Task A_wider_list_shows_the_new_text_and_never_the_old_one()
    {
        await AddAsync(Markdown("vault", Text));
        await AcceptAsync(Markdown("vault", "The vault opens with the red key.", acl: ["public"]));
        Assert.Empty((await AskAsync("blue key", Strangers)).Hits);

        await RunJobsAsync();
        Assert.Contains("red key", Assert.Single((await AskAsync("key", Strangers)).Hits).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_of_documents_that_somebody_may_not_see_are_not_told_as_spellings()
    {
        await AddAsync(Markdown("plan", "The zeppelin of the harbour is planned for spring.", acl: ["role:owner"]));
        await AddAsync(Markdown("note", "The harbour opens at nine."));

        var member = await AskAsync("zepelin harbour", Members);
        var owner = await AskAsync("zepelin harbour", [.. Members, "role:owner"]);

        Assert.DoesNotContain(member.Explanation!.Terms.SelectMany(term => term.Forms.Keys), form => form == "zeppelin");
        Assert.Contains(owner.Explanation!.Terms.SelectMany(term => term.Forms.Keys), form => form == "zeppelin");
        Assert.Equal("plan", owner.Hits[0].ExternalId);
    }

    [Fact]
    public async Task Another_tenant_finds_nothing_and_its_documents_do_not_change_the_scores()
    {
        var id = await AddAsync(Markdown("vault", Text));
        var before = (await AskAsync("blue key")).Hits[0].Score;
        for (var i = 0; i < 5; i++)
        {
            await AddAsync(Markdown($"other-{i}", "A blue key and another key."), Bolt);
        }

        Assert.Equal(before, (await AskAsync("blue key")).Hits[0].Score);
        Assert.DoesNotContain((await AskAsync("vault", tenant: Bolt)).Hits, hit => hit.DocumentId == id);
        Assert.Null(await Documents.FindAsync(Bolt, "docs", id, null, default));
        Assert.Null(await Contents.TextAsync(Bolt, "docs", id, Members, default));
        Assert.False(await Documents.DeleteAsync(Bolt, "docs", id, default));
    }
}

public sealed class SqliteAccess() : AccessSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlAccess() : AccessSuite(DatabaseKind.PostgreSql);
