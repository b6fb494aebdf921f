using Parley.TestKit;

namespace Parley.Storage.Tests;

public sealed class IdTests
{
    [Fact]
    public void Ids_made_in_one_millisecond_are_unique_and_sort_as_they_were_made()
    {
        var time = new FakeTime();

        var made = Enumerable.Range(0, 10_000).Select(_ => MessageId.New(time).Value).ToList();

        Assert.Equal(made.Order(StringComparer.Ordinal), made);
        Assert.Equal(made.Count, made.Distinct().Count());
        Assert.All(made, id => Assert.Equal('7', id["msg_".Length + 12]));
    }

    [Fact]
    public void An_id_made_later_sorts_later_and_tells_its_time()
    {
        var time = new FakeTime();
        var first = MessageId.New(time).Value;
        time.Advance(TimeSpan.FromHours(1));

        var second = MessageId.New(time).Value;

        Assert.True(string.CompareOrdinal(first, second) < 0);
        Assert.Equal(time.GetUtcNow().ToUnixTimeMilliseconds(), Convert.ToInt64(second.Substring("msg_".Length, 12), 16));
        Assert.Equal(time.GetUtcNow(), new MessageId(second).MadeAt());
    }

    [Fact]
    public void Ids_of_a_span_of_time_stand_between_its_ends()
    {
        var time = new FakeTime();
        var before = MessageId.New(time).Value;
        time.Advance(TimeSpan.FromMilliseconds(1));
        var from = MessageId.From(time.GetUtcNow());
        var within = MessageId.New(time).Value;
        time.Advance(TimeSpan.FromMilliseconds(1));
        var until = MessageId.From(time.GetUtcNow());
        var after = MessageId.New(time).Value;

        string[] all = [before, from, within, until, after];
        Assert.Equal(all, all.Order(StringComparer.Ordinal));
    }
}
