using Parley.Conversations;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>When titles are written, on every database.</summary>
public abstract class TitleSuite(HouseFixture fixture)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly TurnHouse _house = fixture.House;
    private readonly Caller _caller = TurnHouse.Caller(subject: $"sub_{Guid.NewGuid():N}");

    [Fact]
    public async Task The_first_answer_is_followed_by_a_title_and_later_ones_are_not()
    {
        var conversation = await _house.StartAsync(_caller);
        await _house.AskAsync(_caller, TurnHouse.Question(conversation, "How do I back up Parley?"));
        var before = await FindAsync(conversation);

        await WriteAsync();
        var after = await FindAsync(conversation);
        await _house.AskAsync(_caller, TurnHouse.Question(conversation, "And how do I restore it?"));
        await WriteAsync();

        Assert.Equal(("How do I back up Parley?", null), (before.Title, before.TitleBy));
        Assert.Equal(("Back up Parley", "extract", before.UpdatedAt), (after.Title, after.TitleBy, after.UpdatedAt));
        Assert.Equal("Back up Parley", (await FindAsync(conversation)).Title);
    }

    [Fact]
    public async Task A_title_that_the_user_gave_stays_whenever_they_gave_it()
    {
        var named = (await _house.Conversations.CreateAsync(_caller, "Mine", Never)).Id;
        var renamed = await _house.StartAsync(_caller);
        var later = await _house.StartAsync(_caller);
        foreach (var conversation in new[] { named, renamed, later })
        {
            await _house.AskAsync(_caller, TurnHouse.Question(conversation, "How do I back up Parley?"));
        }

        await _house.Conversations.UpdateAsync(_caller, renamed, new("Renamed"), Never);
        await WriteAsync();
        await _house.Conversations.UpdateAsync(_caller, later, new("Later"), Never);
        var isGiven = await _house.Get<ConversationTitles>().GiveAsync(_caller.Tenant, _caller.Subject, later, "Too late", "model", Never);

        Assert.False(isGiven);
        Assert.Equal(
            [("Mine", "user"), ("Renamed", "user"), ("Later", "user")],
            new[] { await FindAsync(named), await FindAsync(renamed), await FindAsync(later) }.Select(one => (one.Title, one.TitleBy!)));
    }

    [Fact]
    public async Task Only_the_first_whole_answer_asks_for_a_title()
    {
        var conversation = await _house.StartAsync(_caller);
        var asked = new List<bool>();
        foreach (var isComplete in new[] { false, true, true })
        {
            asked.Add(await _house.Database.Tenants.WriteAsync(_caller.Tenant, connection => AnsweredConversation.EndAsync(
                connection, _caller.Subject, conversation, TurnId.New(TimeProvider.System), isNews: true, isComplete, TimeProvider.System.GetUtcNow())));
        }

        Assert.Equal([false, true, false], asked);
    }

    [Fact]
    public async Task Where_the_model_that_answered_is_gone_the_words_give_the_title()
    {
        var conversation = await _house.StartAsync(_caller);
        await _house.AskAsync(_caller, TurnHouse.Question(conversation, "How do I back up Parley?"));
        await _house.Database.Tenants.WriteAsync(_caller.Tenant, connection => connection.ExecuteAsync(
            "UPDATE messages SET model = 'taken-away' WHERE tenant_id = @tenant AND conversation_id = @id AND role = 'assistant'",
            new { id = conversation.Value }));

        await WriteAsync();

        Assert.Equal(("Back up Parley", "extract"), (await FindAsync(conversation)) is { } found ? (found.Title, found.TitleBy) : default);
    }

    [Fact]
    public async Task What_is_not_to_be_kept_gets_none()
    {
        var passing = (await _house.Get<PassingConversations>().CreateAsync(_caller, "", Never)).Id;
        await _house.AskAsync(_caller, TurnHouse.Question(passing, "How do I back up Parley?"));

        await WriteAsync();

        Assert.Equal(("", null), (await FindAsync(passing)) is { } found ? (found.Title, found.TitleBy) : default);
    }

    private Task<int> WriteAsync() => _house.Database.RunJobsAsync(_house.Get<IEnumerable<IJobHandler>>().OfType<WriteTitle>().Single());

    private async Task<Conversation> FindAsync(ConversationId id) => (await _house.Conversations.FindAsync(_caller, id, Never))!;
}

public sealed class SqliteTitleTests(SqliteHouse house) : TitleSuite(house), IClassFixture<SqliteHouse>;

public sealed class PostgreSqlTitleTests(PostgreSqlHouse house) : TitleSuite(house), IClassFixture<PostgreSqlHouse>;
