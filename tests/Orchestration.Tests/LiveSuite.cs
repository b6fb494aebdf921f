using System.Text.Json;
using Microsoft.Extensions.Options;
using Parley.Conversations;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>What followers are told, on every database.</summary>
public abstract class LiveSuite(HouseFixture fixture)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly TurnHouse _house = fixture.House;
    private readonly Caller _caller = TurnHouse.Caller(subject: $"sub_{Guid.NewGuid():N}");

    [Fact]
    public async Task A_turn_is_told_from_its_beginning_to_its_end_with_its_conversation_and_what_is_unread()
    {
        await using var follower = await Follower.StartAsync(_house, _caller);
        var conversation = await _house.StartAsync(_caller);

        var (turn, _) = await _house.AskAsync(_caller, TurnHouse.Question(conversation));

        var ended = await follower.NextAsync("turn.state", json => json.GetProperty("state").GetString() == "completed");
        Assert.Equal((turn.Value, conversation.Value), (Text(ended, "turn_id"), Text(ended, "conversation_id")));
        Assert.StartsWith("msg_", Text(ended, "assistant_message_id"), StringComparison.Ordinal);
        var unread = await follower.NextAsync("unread", json => json.GetProperty("unread").GetBoolean());
        Assert.Equal((conversation.Value, 1), (Text(unread, "conversation_id"), unread.GetProperty("total").GetInt64()));
    }

    [Fact]
    public async Task Changes_of_conversations_and_folders_are_told_as_they_are_now()
    {
        var folders = _house.Get<FolderStore>();
        await using var follower = await Follower.StartAsync(_house, _caller);
        var conversation = await _house.StartAsync(_caller);
        var folder = await folders.CreateAsync(_caller, "Work", Never);
        await _house.Conversations.UpdateAsync(_caller, conversation, new("Renamed", Folder: new(true, folder.Id)), Never);

        var updated = await follower.NextAsync(
            "conversation.updated", json => Text(json.GetProperty("conversation"), "title") == "Renamed");
        var told = Text(updated.GetProperty("conversation"), "folder_id");
        await folders.RenameAsync(_caller, folder.Id, "Play", Never);
        await follower.NextAsync("folder.updated", json => Text(json.GetProperty("folder"), "name") == "Play");
        await folders.DeleteAsync(_caller, folder.Id, Never);
        await _house.Get<ConversationDeletion>().DeleteAsync(_caller.Tenant, _caller.Subject, conversation, Never);

        Assert.Equal(folder.Id.Value, told);
        Assert.Equal(folder.Id.Value, Text(await follower.NextAsync("folder.deleted"), "id"));
        Assert.Equal(conversation.Value, Text(await follower.NextAsync("conversation.deleted"), "id"));
    }

    [Fact]
    public async Task Who_comes_again_is_told_what_changed_meanwhile_once_and_nothing_else()
    {
        var first = await _house.StartAsync(_caller);
        string position;
        await using (var follower = await Follower.StartAsync(_house, _caller))
        {
            await _house.Conversations.UpdateAsync(_caller, first, new("One"), Never);
            await follower.NextAsync("unread");
            position = follower.Position!;
        }

        var second = await _house.StartAsync(_caller);
        await _house.Conversations.UpdateAsync(_caller, second, new("Two"), Never);
        await _house.Conversations.UpdateAsync(_caller, second, new("Three"), Never);
        await using var again = await Follower.StartAsync(_house, _caller, position, stays: false);
        var told = await again.ToEndAsync();
        await using var last = await Follower.StartAsync(_house, _caller, again.Position, stays: false);

        Assert.Equal(["conversation.updated", "unread"], told.Select(one => one.Name));
        Assert.Contains("Three", System.Text.Encoding.UTF8.GetString(told[0].Json), StringComparison.Ordinal);
        Assert.Empty(await last.ToEndAsync());
    }

    [Fact]
    public async Task Of_others_and_of_what_is_not_to_be_kept_nothing_is_told()
    {
        var stranger = TurnHouse.Caller(subject: $"sub_{Guid.NewGuid():N}");
        var neighbour = TurnHouse.Caller("tenant_b", _caller.Subject.Value);
        await using var follower = await Follower.StartAsync(_house, _caller);
        var passing = await _house.Get<PassingConversations>().CreateAsync(_caller, "", Never);
        foreach (var (who, where) in new[] { (stranger, await _house.StartAsync(stranger)), (neighbour, await _house.StartAsync(neighbour)), (_caller, passing.Id) })
        {
            await _house.AskAsync(who, TurnHouse.Question(where));
        }

        await _house.Get<ConversationDeletion>().DeleteAsync(_caller.Tenant, _caller.Subject, passing.Id, Never);
        var own = await _house.StartAsync(_caller);

        Assert.Equal(own.Value, Text(JsonElement.Parse((await follower.NextAsync()).Json).GetProperty("conversation"), "id"));
        await using var all = await Follower.StartAsync(_house, _caller, "0.0", stays: false);
        Assert.All(await all.ToEndAsync(), one => Assert.Contains(own.Value, System.Text.Encoding.UTF8.GetString(one.Json), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_was_away_for_longer_than_changes_are_kept_is_told_to_read_everything_anew()
    {
        await _house.StartAsync(_caller);
        await _house.Get<FeedReader>().TrimAsync(_caller.Tenant, _caller.Subject.Value, TimeSpan.Zero - TimeSpan.FromMinutes(1), 10, Never);
        var later = await _house.StartAsync(_caller);

        await using var follower = await Follower.StartAsync(_house, _caller, "0.0");
        await using var fromTheFuture = await Follower.StartAsync(_house, _caller, "999999999.0");

        Assert.Equal("resync", (await follower.NextAsync()).Name);
        Assert.Equal("resync", (await fromTheFuture.NextAsync()).Name);
        var next = await _house.StartAsync(_caller);
        Assert.Equal(next.Value, Text((await follower.NextAsync("conversation.updated")).GetProperty("conversation"), "id"));
        Assert.NotEqual(later, next);
    }

    [Fact]
    public async Task Who_is_too_far_behind_is_told_to_read_everything_anew()
    {
        await using var start = await Follower.StartAsync(_house, _caller);
        var things = Enumerable.Range(0, FeedReader.MostTold + 1).Select(i => $"conv_{i}").ToList();
        await _house.Database.Tenants.WriteAsync(
            _caller.Tenant,
            connection => Feed.NoteAsync(connection, _caller.Subject.Value, ConversationFeed.Conversation, things, _house.Database.Time.GetUtcNow()));

        await using var follower = await Follower.StartAsync(_house, _caller, "0.0", stays: false);

        Assert.Equal("resync", Assert.Single(await follower.ToEndAsync(), one => one.Name.Length > 0).Name);
    }

    [Fact]
    public async Task A_stream_ends_with_its_callers_access()
    {
        await using var follower = await Follower.StartAsync(_house, _caller);
        follower.Access = _ => null;

        follower.Wake();

        Assert.Empty(await follower.ToEndAsync());
    }

    [Fact]
    public async Task A_subject_has_no_more_streams_than_it_may()
    {
        var readers = _house.Get<LiveReaders>();
        var most = _house.Get<IOptions<LiveOptions>>().Value.StreamsPerUser;
        var open = Enumerable.Range(0, most).Select(_ => readers.Join(_caller)).ToList();

        var refused = Assert.Throws<RefusedException>(() => readers.Join(_caller));
        open[0].Dispose();
        using var again = readers.Join(_caller);
        open.ForEach(reader => reader.Dispose());

        Assert.Equal((429, "too_many_streams"), (refused.Refusal.Status, refused.Refusal.Code));
    }

    /// <summary>Writers rename, add and delete at once; readers leave and come again wherever they are. At the end they know what is.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task However_often_somebody_leaves_they_end_up_with_what_is_and_are_told_nothing_twice(int seed)
    {
        var folders = _house.Get<FolderStore>();
        await using var start = await Follower.StartAsync(_house, _caller);
        var position = start.Position;
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() => WriteAsync(folders, new Random((seed * 10) + writer)))));
        var chance = new Random(seed);
        while (!writing.IsCompleted)
        {
            await using var follower = await Follower.StartAsync(_house, _caller, position);
            for (var i = chance.Next(6); i > 0 && !writing.IsCompleted; i--)
            {
                var next = follower.NextAsync();
                await Task.WhenAny(next, writing);
                if (next.IsCompletedSuccessfully)
                {
                    position = Take(known, await next, position);
                }
                else
                {
                    break;
                }
            }
        }

        await writing;
        await using var last = await Follower.StartAsync(_house, _caller, position, stays: false);
        foreach (var one in await last.ToEndAsync())
        {
            position = Take(known, one, position);
        }

        Assert.Equal(
            (await folders.ListAsync(_caller, Never)).Select(folder => $"{folder.Id} {folder.Name}").Order(StringComparer.Ordinal),
            known.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal));
    }

    private async Task WriteAsync(FolderStore folders, Random chance)
    {
        var mine = new List<FolderId>();
        for (var i = 0; i < 25; i++)
        {
            if (mine.Count == 0 || chance.Next(4) == 0)
            {
                mine.Add((await folders.CreateAsync(_caller, $"New {i}", Never)).Id);
            }
            else if (chance.Next(4) == 0)
            {
                await folders.DeleteAsync(_caller, mine[^1], Never);
                mine.RemoveAt(mine.Count - 1);
            }
            else
            {
                await folders.RenameAsync(_caller, mine[chance.Next(mine.Count)], $"Name {i} {chance.Next()}", Never);
            }
        }
    }

    private static string? Take(Dictionary<string, string> known, LiveEvent one, string? position)
    {
        var json = JsonElement.Parse(one.Json);
        switch (one.Name)
        {
            case "folder.updated":
                known[Text(json.GetProperty("folder"), "id")!] = Text(json.GetProperty("folder"), "name")!;
                break;
            case "folder.deleted":
                known.Remove(Text(json, "id")!);
                break;
            case "ready":
                return position;
            default:
                Assert.Fail($"{one.Name} is not of this test.");
                break;
        }

        var (before, after) = (LivePosition.Parse(position)!.Value, one.Position!.Value);
        Assert.True(after.OfSubject > before.OfSubject, $"{after} came after {before}");
        return after.ToString();
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}

public sealed class SqliteLiveTests(SqliteHouse house) : LiveSuite(house), IClassFixture<SqliteHouse>;

public sealed class PostgreSqlLiveTests(PostgreSqlHouse house) : LiveSuite(house), IClassFixture<PostgreSqlHouse>;
