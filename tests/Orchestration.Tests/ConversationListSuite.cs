using Microsoft.Extensions.Options;
using Parley.Conversations;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>How conversations are kept in order, on every database.</summary>
public abstract class ConversationListSuite(HouseFixture fixture)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly TurnHouse _house = fixture.House;
    private readonly Caller _caller = TurnHouse.Caller(subject: $"sub_{Guid.NewGuid():N}");

    [Fact]
    public async Task A_conversation_goes_into_a_folder_and_stays_when_the_folder_goes()
    {
        var folders = _house.Get<FolderStore>();
        var folder = await folders.CreateAsync(_caller, "Work", Never);
        var inside = await _house.StartAsync(_caller);
        var outside = await _house.StartAsync(_caller);

        var moved = await UpdateAsync(inside, new(Folder: new(true, folder.Id)));
        var listed = await ListAsync(new(Folder: folder.Id));
        await folders.DeleteAsync(_caller, folder.Id, Never);

        Assert.Equal(folder.Id, moved.FolderId);
        Assert.Equal([inside], listed);
        Assert.Equal([outside, inside], await ListAsync(new()));
        Assert.Null((await _house.Conversations.FindAsync(_caller, inside, Never))!.FolderId);
        Assert.Empty(await folders.ListAsync(_caller, Never));
    }

    [Fact]
    public async Task Nobody_puts_a_conversation_into_a_folder_of_another_or_sees_it()
    {
        var folders = _house.Get<FolderStore>();
        var stranger = TurnHouse.Caller(subject: $"sub_{Guid.NewGuid():N}");
        var folder = await folders.CreateAsync(stranger, "Private", Never);
        var conversation = await _house.StartAsync(_caller);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => UpdateAsync(conversation, new(Folder: new(true, folder.Id))));

        Assert.Contains("folder_id", refused.Refusal.Errors!.Keys);
        Assert.Empty(await folders.ListAsync(_caller, Never));
        Assert.Null(await folders.RenameAsync(_caller, folder.Id, "Taken", Never));
        Assert.False(await folders.DeleteAsync(_caller, folder.Id, Never));
        Assert.Equal("Private", Assert.Single(await folders.ListAsync(stranger, Never)).Name);
    }

    [Fact]
    public async Task A_subject_has_as_many_folders_as_it_may_and_no_more()
    {
        var folders = _house.Get<FolderStore>();
        for (var i = 1; i < FolderStore.Most; i++)
        {
            await folders.CreateAsync(_caller, $"Folder {i}", Never);
        }

        // Of those who make the last one at the same time, one does.
        var last = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
            await Record.ExceptionAsync(() => folders.CreateAsync(_caller, $"Last {i}", Never)) is null ? 1 : 0));
        Assert.Equal(1, last.Sum());
        Assert.Equal(FolderStore.Most, (await folders.ListAsync(_caller, Never)).Count);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => folders.CreateAsync(_caller, "One more", Never));

        Assert.Equal("too_many_folders", refused.Refusal.Code);
    }

    [Fact]
    public async Task Marks_titles_and_places_leave_the_order_of_the_list_as_it_is()
    {
        var folder = await _house.Get<FolderStore>().CreateAsync(_caller, "Work", Never);
        var older = await _house.StartAsync(_caller);
        var newer = await _house.StartAsync(_caller);
        var before = (await _house.Conversations.FindAsync(_caller, older, Never))!.UpdatedAt;

        var changed = await UpdateAsync(older, new("Renamed", Pinned: true, Unread: true, Folder: new(true, folder.Id)));

        Assert.Equal(("Renamed", true, true, "user", before), (changed.Title, changed.Pinned, changed.Unread, changed.TitleBy, changed.UpdatedAt));
        Assert.Equal([newer, older], await ListAsync(new()));
        Assert.Equal([older], await ListAsync(new(Pinned: true)));
        Assert.Equal([newer], await ListAsync(new(Pinned: false)));
    }

    [Fact]
    public async Task Archived_conversations_are_in_a_list_of_their_own()
    {
        var kept = await _house.StartAsync(_caller);
        var archived = await _house.StartAsync(_caller);

        await UpdateAsync(archived, new(Archived: true));

        Assert.Equal([kept], await ListAsync(new()));
        Assert.Equal([archived], await ListAsync(new(Archived: true)));
    }

    [Fact]
    public async Task The_end_of_an_answer_makes_a_conversation_unread_until_somebody_says_or_writes()
    {
        var conversation = await _house.StartAsync(_caller);
        await _house.AskAsync(_caller, TurnHouse.Question(conversation));
        var answered = await _house.Conversations.FindAsync(_caller, conversation, Never);
        var seen = await UpdateAsync(conversation, new(Unread: false));
        await UpdateAsync(conversation, new(Unread: true));
        await _house.AskAsync(_caller, TurnHouse.Question(conversation, "And then?"));

        Assert.Equal((true, false), (answered!.Unread, seen.Unread));
        Assert.Equal(answered.UpdatedAt, seen.UpdatedAt);
        Assert.True((await _house.Conversations.FindAsync(_caller, conversation, Never))!.Unread);
    }

    [Fact]
    public async Task A_temporary_conversation_is_in_no_list_and_has_neither_title_nor_marks()
    {
        var passing = await _house.Get<PassingConversations>().CreateAsync(_caller, "", Never);
        await _house.AskAsync(_caller, TurnHouse.Question(passing.Id, "Between the two of us"));
        var marked = await UpdateAsync(passing.Id, new(Unread: true));

        Assert.True(passing.Temporary);
        Assert.Equal(("", false, true), (marked.Title, marked.Unread, marked.Temporary));
        Assert.Empty(await ListAsync(new()));
    }

    [Fact]
    public async Task A_temporary_conversation_lives_on_with_each_turn_and_is_erased_some_time_after_the_last()
    {
        var passing = (await _house.Get<PassingConversations>().CreateAsync(_caller, "", Never)).Id;
        var job = new JobRun
        {
            Tenant = _caller.Tenant,
            Id = new("job_x"),
            Payload = $"{_caller.Subject}/{passing}",
            Attempt = 1,
            IsLastAttempt = false,
        };
        var erase = new ErasePassingConversation(_house.Get<PassingConversations>());
        await _house.AskAsync(_caller, TurnHouse.Question(passing));

        await erase.RunAsync(job, Never);
        var renewed = await _house.Conversations.FindAsync(_caller, passing, Never);
        var later = new PassingConversations(
            _house.Database.Tenants, _house.Database.Sealer, _house.Conversations, _house.Database.Jobs,
            Options.Create(new PassingOptions { PassingSeconds = -1 }), _house.Database.Time);
        await new ErasePassingConversation(later).RunAsync(job, Never);

        Assert.NotNull(renewed);
        Assert.Null(await _house.Conversations.FindAsync(_caller, passing, Never));
        Assert.Null(await _house.Messages.ReadBranchAsync(_caller, passing, null, null, 10, Never));
    }

    [Fact]
    public async Task Pages_of_a_list_have_each_conversation_once()
    {
        var made = new List<ConversationId>();
        for (var i = 0; i < 7; i++)
        {
            made.Insert(0, await _house.StartAsync(_caller));
        }

        var seen = new List<ConversationId>();
        string? cursor = null;
        do
        {
            var page = await _house.Conversations.ListAsync(_caller, new(), cursor, 3, Never);
            seen.AddRange(page.Data.Select(conversation => conversation.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(made, seen);
    }

    private async Task<Conversation> UpdateAsync(ConversationId id, ConversationChange change) =>
        (await _house.Conversations.UpdateAsync(_caller, id, change, Never))!;

    private async Task<IReadOnlyList<ConversationId>> ListAsync(ConversationFilter filter) =>
        [.. (await _house.Conversations.ListAsync(_caller, filter, null, 50, Never)).Data.Select(conversation => conversation.Id)];
}

public sealed class SqliteConversationListTests(SqliteHouse house) : ConversationListSuite(house), IClassFixture<SqliteHouse>;

public sealed class PostgreSqlConversationListTests(PostgreSqlHouse house) : ConversationListSuite(house), IClassFixture<PostgreSqlHouse>;
