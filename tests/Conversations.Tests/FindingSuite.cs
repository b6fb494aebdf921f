using Parley.Kernel;

namespace Parley.Conversations.Tests;

/// <summary>What a search finds, and for whom.</summary>
public abstract class FindingSuite(FindingHouse house)
{
    [Theory]
    [InlineData("The invoices were paid on Monday.", "invoice")]
    [InlineData("Die Rechnungen sind noch nicht bezahlt, und der Kunde wartet.", "Rechnung")]
    [InlineData("Wie kündige ich meinen Vertrag mit der Versicherung?", "Verträge kundigen")]
    [InlineData("Les réservations sont confirmées pour la semaine.", "reservation")]
    [InlineData("東京の天気はどうですか。", "東京")]
    [InlineData("สวัสดีครับ ผมชอบอาหารไทย", "อาหารไทย")]
    [InlineData("Где лежат новые документы для проверки?", "документ")]
    [InlineData("أين الكتاب الجديد في المكتبة", "كتاب")]
    [InlineData("cafe\u0301 au lait", "café")]
    [InlineData("Error E-4711 in build 10.2.3 🚀", "4711")]
    public async Task A_message_is_found_by_another_form_of_its_words_in_its_own_language(string text, string query)
    {
        var caller = house.NewCaller();
        var conversation = await house.StartAsync(caller);
        await house.SayAsync(caller, conversation, ["The weather was fine and nothing happened at all.", "Es war nichts los, und das Wetter war gut."]);
        var said = await house.SayAsync(caller, conversation, text);

        var hit = Assert.Single(await house.FindAsync(caller, query));

        Assert.Equal(said, hit.MessageId);
        Assert.NotEmpty(hit.Snippet.Highlights);
    }

    [Fact]
    public async Task Nobody_finds_what_belongs_to_another_subject_or_tenant()
    {
        var (mine, other, stranger) = (house.NewCaller(), house.NewCaller(), house.NewCaller("tenant_b"));
        foreach (var caller in new[] { mine, other, stranger })
        {
            await house.SayAsync(caller, await house.StartAsync(caller, "The walrus"), $"A walrus belongs to {caller.Subject}.");
        }

        var theirs = await house.StartAsync(other);

        Assert.Contains(mine.Subject.Value, Assert.Single(await house.FindAsync(mine, "walrus")).Snippet.Text, StringComparison.Ordinal);
        Assert.Empty(await house.FindAsync(mine, "walrus", new(Conversation: theirs)));
        Assert.Single((await house.ConversationSearch.FindAsync(mine, "walrus", new(), null, 50, default)).Data);
        Assert.Empty(await house.FindAsync(stranger with { Subject = mine.Subject }, "walrus"));
    }

    [Fact]
    public async Task What_is_not_to_be_kept_is_not_found_and_leaves_nothing_in_the_index()
    {
        var caller = house.NewCaller();
        var passing = await house.StartAsync(caller, "Walrus", passing: true);
        await house.SayAsync(caller, passing, "A walrus passes.");
        var answer = await house.SayAsync(caller, passing, "", "assistant", "running");
        await house.FinishAsync(caller, answer, "A walrus answers.");

        Assert.Empty(await house.FindAsync(caller, "walrus"));
        Assert.Empty((await house.ConversationSearch.FindAsync(caller, "walrus", new(), null, 50, default)).Data);
        Assert.Empty(await IndexOracle.ReadAsync(house, caller));
    }

    [Fact]
    public async Task An_answer_is_found_once_it_has_ended()
    {
        var caller = house.NewCaller();
        var answer = await house.SayAsync(caller, await house.StartAsync(caller), "", "assistant", "running");
        Assert.Empty(await house.FindAsync(caller, "walrus"));

        await house.FinishAsync(caller, answer, "The walrus stopped here", "cancelled");

        Assert.Equal("cancelled", Assert.Single(await house.FindAsync(caller, "walrus")).State);
    }

    [Fact]
    public async Task Filters_leave_out_what_does_not_fit()
    {
        var caller = house.NewCaller();
        var (first, second) = (await house.StartAsync(caller, "First"), await house.StartAsync(caller, "Second"));
        await house.SayAsync(caller, first, "walrus one");
        var between = (house.Time.GetUtcNow() + TimeSpan.FromDays(1)).ToUnixTimeMilliseconds();
        house.Time.Advance(TimeSpan.FromDays(2));
        await house.SayAsync(caller, second, "walrus two", "assistant", "failed", "small");
        await house.ArchiveAsync(caller, second);

        async Task<string> OneAsync(MessageFilter filter) => Assert.Single(await house.FindAsync(caller, "walrus", filter)).ConversationTitle;

        Assert.Equal(2, (await house.FindAsync(caller, "walrus")).Count);
        Assert.Equal("First", await OneAsync(new(Conversation: first)));
        Assert.Equal("First", await OneAsync(new(To: between)));
        Assert.Equal("Second", await OneAsync(new(From: between)));
        Assert.Equal("Second", await OneAsync(new(Model: "small")));
        Assert.Equal("Second", await OneAsync(new(State: "failed")));
        Assert.Equal("First", await OneAsync(new(Role: "user")));
        Assert.Equal("Second", await OneAsync(new(Archived: true)));
        Assert.Empty(await house.FindAsync(caller, "walrus", new(From: between, Role: "user")));
    }

    [Fact]
    public async Task What_stands_in_quotation_marks_has_to_stand_there_so()
    {
        var caller = house.NewCaller();
        var conversation = await house.StartAsync(caller);
        await house.SayAsync(caller, conversation, ["The blue key opens the vault.", "The key is blue, the vault is open.", "Blue is the colour of another key."]);

        Assert.Equal(3, (await house.FindAsync(caller, "blue key")).Count);
        Assert.Equal("The blue key opens the vault.", Assert.Single(await house.FindAsync(caller, "\"blue key\"")).Snippet.Text);
        Assert.Single(await house.FindAsync(caller, "vault „blue key“"));
        Assert.Equal(3, (await house.FindAsync(caller, "\"blue key")).Count);
    }

    [Fact]
    public async Task Pages_hold_every_hit_once_the_best_first_though_messages_come_meanwhile()
    {
        // The next id is later than all before it only where the clock has gone on since.
        house.Time.Advance(TimeSpan.FromSeconds(1));
        var caller = house.NewCaller();
        var conversation = await house.StartAsync(caller);
        var said = await house.SayAsync(caller, conversation, [.. Enumerable.Range(0, 230).Select(i => $"walrus number {i}")]);
        var found = new List<FoundMessage>();
        string? cursor = null;
        do
        {
            var page = await house.Search.FindAsync(caller, "walrus", new(), cursor, 50, default);
            found.AddRange(page.Data);
            cursor = page.NextCursor;
            house.Time.Advance(TimeSpan.FromSeconds(1));
            await house.SayAsync(caller, conversation, "walrus walrus walrus");
        }
        while (cursor is not null);

        Assert.Equal(said.Order(Comparer<MessageId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value))), found.Select(hit => hit.MessageId).Reverse());
        Assert.Equal(found.Select(hit => hit.Score).OrderDescending(), found.Select(hit => hit.Score));
    }

    [Fact]
    public async Task A_conversation_is_found_once_by_its_best_message_or_by_its_title()
    {
        var caller = house.NewCaller();
        var (titled, spoken, silent) = (await house.StartAsync(caller, "All about the walrus"), await house.StartAsync(caller, "Animals"), await house.StartAsync(caller, "Plants"));
        await house.SayAsync(caller, titled, "Hello there, nothing in particular.");
        await house.SayAsync(caller, spoken, ["A walrus is mentioned here among many other animals of the north.", "walrus"]);
        await house.SayAsync(caller, silent, "Ferns and mosses.");

        var found = (await house.ConversationSearch.FindAsync(caller, "walrus", new(), null, 50, default)).Data;

        Assert.Equal([titled, spoken], found.Select(conversation => conversation.Id));
        Assert.Equal(["title", "message"], found.Select(conversation => conversation.Match!.In));
        Assert.Equal("All about the walrus", found[0].Match!.Snippet.Text);
        Assert.Equal("walrus", found[1].Match!.Snippet.Text);
        var first = await house.ConversationSearch.FindAsync(caller, "walrus", new(), null, 1, default);
        var second = await house.ConversationSearch.FindAsync(caller, "walrus", new(), first.NextCursor, 1, default);
        Assert.Equal([titled, spoken], first.Data.Concat(second.Data).Select(conversation => conversation.Id));
        Assert.Null(second.NextCursor);
    }

    [Fact]
    public async Task A_conversation_is_found_by_the_message_that_holds_the_phrase_and_once_only()
    {
        var caller = house.NewCaller();
        var (one, two) = (await house.StartAsync(caller), await house.StartAsync(caller));
        await house.SayAsync(caller, one, ["walrus walrus harbour harbour", "They saw the harbour walrus among all the other animals of the north that live there.", "Again a harbour walrus was seen."]);
        await house.SayAsync(caller, two, "One more harbour walrus, far away, at the end of a very long day on the grey sea of the north.");

        var all = await PagesAsync(caller, "\"harbour walrus\"", 50);
        var single = await PagesAsync(caller, "\"harbour walrus\"", 1);

        Assert.Equal(new[] { one.Value, two.Value }.Order(), all.SelectMany(page => page).Select(id => id.Value).Order());
        Assert.Equal(all.SelectMany(page => page), single.SelectMany(page => page));
        Assert.Equal("Again a harbour walrus was seen.", (await house.ConversationSearch.FindAsync(caller, "\"harbour walrus\"", new(), null, 50, default)).Data
            .Single(conversation => conversation.Id == one).Match!.Snippet.Text);
        Assert.Empty((await house.ConversationSearch.FindAsync(caller, "\"harbour walrus\"", new(), $"{int.MaxValue}-msg_x", 50, default)).Data);
    }

    [Fact]
    public async Task A_phrase_that_few_hold_is_looked_for_in_bounded_pieces()
    {
        var caller = house.NewCaller();
        var (many, one) = (await house.StartAsync(caller), await house.StartAsync(caller));
        await house.SayAsync(caller, one, "A harbour walrus at the end of a very long day on the grey sea of the north, among many others that nobody counted.");
        await house.SayAsync(caller, many, [.. Enumerable.Range(0, 510).Select(_ => "walrus harbour")]);

        var pages = await PagesAsync(caller, "\"harbour walrus\"", 50);

        Assert.Equal([0, 1], pages.Select(page => page.Count));
        Assert.Equal(one, pages[1][0]);
    }

    private async Task<List<List<ConversationId>>> PagesAsync(Caller caller, string query, int limit)
    {
        var pages = new List<List<ConversationId>>();
        string? cursor = null;
        do
        {
            var page = await house.ConversationSearch.FindAsync(caller, query, new(), cursor, limit, default);
            pages.Add([.. page.Data.Select(conversation => conversation.Id)]);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return pages;
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("\u202E\u0301!?\"'")]
    public async Task A_query_without_a_word_is_refused(string? query)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => house.Search.FindAsync(house.NewCaller(), query, new(), null, 10, default));

        Assert.Contains("query", refused.Refusal.Errors!.Keys);
    }

    [Fact]
    public async Task Hostile_queries_find_nothing_and_break_nothing()
    {
        var caller = house.NewCaller();
        await house.SayAsync(caller, await house.StartAsync(caller), "An ordinary walrus.");
        string[] hostile = ["' OR 1=1; DROP TABLE messages; --", "\uD83Dabc\uDE00", string.Concat(Enumerable.Repeat("ab ", 160)), "\0\0 x", "%_* {rows} @tenant $1", "the", "\"and the\""];

        foreach (var query in hostile)
        {
            Assert.Empty(await house.FindAsync(caller, query));
        }

        foreach (var query in (string[])[new string('a', 500), new string('a', 501), "e" + new string('\u0301', 400)])
        {
            await Assert.ThrowsAsync<RefusedException>(() => house.FindAsync(caller, query));
        }

        await Assert.ThrowsAsync<RefusedException>(() => house.Search.FindAsync(caller, "walrus", new(), "no cursor", 10, default));
        Assert.Single(await house.FindAsync(caller, "walrus"));
    }

    [Fact]
    public async Task Messages_older_than_the_index_are_indexed_by_a_job_once()
    {
        var caller = house.NewCaller("tenant_old");
        var conversation = await house.StartAsync(caller);
        await house.SayAsync(caller, conversation, [.. Enumerable.Range(0, 120).Select(i => $"walrus {i}")]);
        await house.Database.Tenants.WriteAsync(caller.Tenant, connection => connection.ExecuteAsync("DELETE FROM message_terms WHERE tenant_id = @tenant"));
        Assert.Empty(await house.FindAsync(caller, "walrus"));
        house.Time.Advance(TimeSpan.FromHours(1));
        await house.Database.System.WriteAsync(connection => connection.ExecuteAsync(
            "UPDATE sys_message_index SET since = @now", new { now = house.Time.GetUtcNow().ToUnixTimeMilliseconds() }));
        await house.SayAsync(caller, conversation, "walrus of today");

        await house.Old.AskAsync(caller.Tenant, default);
        await house.Old.AskAsync(caller.Tenant, default);
        Assert.Equal(1, await house.Database.RunJobsAsync(new IndexOldMessages(house.Old, house.Folding)));

        Assert.Equal(await IndexOracle.RebuildAsync(house, caller), await IndexOracle.ReadAsync(house, caller));
        Assert.Equal(121, (await IndexOracle.ReadAsync(house, caller)).Count);
    }
}

public sealed class SqliteFindingTests(SqliteFindingHouse house) : FindingSuite(house), IClassFixture<SqliteFindingHouse>;

public sealed class PostgreSqlFindingTests(PostgreSqlFindingHouse house) : FindingSuite(house), IClassFixture<PostgreSqlFindingHouse>;
