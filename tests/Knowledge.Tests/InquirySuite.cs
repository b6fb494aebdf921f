using Parley.Kernel;

namespace Parley.Knowledge.Tests;

/// <summary>Why a document is behind an answer, or is not.</summary>
public abstract class InquirySuite(DatabaseKind kind) : KnowledgeSuite(kind)
{
    private DocumentInquiry Inquiry => new(Database.Tenants, Database.Sealer);

    [Fact]
    public async Task What_was_found_tells_its_place_and_which_of_the_words_it_has()
    {
        var backups = await AddAsync(Markdown("backups", "Backups are kept for thirty days on the second server."));
        await AddAsync(Markdown("menu", "The canteen serves lentils."));

        var told = await TellAsync("How long are backups kept in Norway?", backups);

        Assert.Equal(("selected", 1), (told.Outcome, told.Rank));
        Assert.Contains("backups", told.Words);
        Assert.Contains("Norway", told.Missing);
    }

    [Fact]
    public async Task What_was_judged_and_not_taken_is_below_the_cut()
    {
        await AddAsync(Markdown("best", "The warranty of the pump lasts two years from delivery."));
        var second = await AddAsync(Markdown("second", "The pump is blue. Its hose is long. It hangs on the wall, has no warranty card, and is cleaned with vinegar."));

        var told = await TellAsync("How long does the warranty of the pump last?", second, top: 1);

        Assert.Equal(("below_the_cut", 2), (told.Outcome, told.Rank));
        Assert.Contains("1 were taken", told.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_none_of_the_words_or_is_elsewhere_or_not_read_yet_says_so()
    {
        await AddAsync(Markdown("pump", "The warranty of the pump lasts two years."));
        var menu = await AddAsync(Markdown("menu", "The canteen serves lentils."));
        var elsewhere = await AddAsync(Markdown("pump", "The warranty of the pump lasts three years."), name: "archive");
        var waiting = await AcceptAsync(Markdown("new", "The warranty of the new pump lasts four years."));

        Assert.Equal("no_words", (await TellAsync("warranty of the pump", menu)).Outcome);
        Assert.Equal("other_namespace", (await TellAsync("warranty of the pump", elsewhere)).Outcome);
        Assert.Equal("not_ready", (await TellAsync("warranty of the pump", waiting)).Outcome);
        Assert.Equal("not_looked", (await TellAsync("Hello!", menu)).Outcome);
    }

    [Fact]
    public async Task Of_a_document_that_the_reader_may_not_see_nothing_is_told()
    {
        var secret = await AddAsync(Markdown("secret", "The warranty of the pump is a lie.", "Of the board", "role:owner"));
        var told = await TellAsync("warranty of the pump", secret);

        Assert.Equal(("unknown", null), (told.Outcome, told.Title));
        Assert.Equal(await TellAsync("warranty of the pump", DocumentId.New(Time)) with { DocumentId = secret }, told);
        Assert.Equal("unknown", (await Inquiry.ExplainAsync(Bolt, ["public", "members", "role:owner"], await OutcomeAsync("pump"), secret, default)).Outcome);
    }

    [Fact]
    public async Task An_earlier_search_is_told_by_the_rights_and_the_prompt_that_it_had()
    {
        var secret = await AddAsync(Markdown("secret", "The warranty of the pump lasts a week.", null, "role:owner"));
        var open = await AddAsync(Markdown("open", "The warranty of the pump lasts two years."));
        var search = await OutcomeAsync("warranty of the pump");
        Time.Advance(TimeSpan.FromHours(1));
        await AddAsync(Markdown("open", "The warranty of the pump lasts three years."));

        Task<ExplainedDocument> TellAsync(SearchOutcome outcome, DocumentId id) => Inquiry.ExplainAsync(Acme, [.. Members, "role:owner"], outcome, id, default);
        Assert.Equal("no_access", (await TellAsync(search, secret)).Outcome);
        var used = await TellAsync(search with { Prompt = [open], At = Time.GetUtcNow() - TimeSpan.FromHours(1) }, open);
        Assert.Equal("used", used.Outcome);
        Assert.EndsWith("It was changed after that.", used.Detail, StringComparison.Ordinal);
        Assert.Equal("no_room", (await TellAsync(search with { Prompt = [] }, open)).Outcome);
        Assert.Equal("below_the_floor", (await TellAsync(search with { Prompt = [], Answerable = false }, open)).Outcome);
    }

    private async Task<SearchOutcome> OutcomeAsync(string query, int top = 6) => new((await AskAsync(query, top: top)).Explanation!, Answerable: true);

    private async Task<ExplainedDocument> TellAsync(string query, DocumentId id, int top = 6) =>
        await Inquiry.ExplainAsync(Acme, Members, await OutcomeAsync(query, top), id, default);
}

public sealed class SqliteInquiry() : InquirySuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlInquiry() : InquirySuite(DatabaseKind.PostgreSql);
