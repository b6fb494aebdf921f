namespace Parley.Redaction.Tests;

/// <summary>An answer in pieces is redacted exactly like the whole.</summary>
public sealed class StreamingRedactorTests
{
    public static TheoryData<int> Texts { get; } = [.. Enumerable.Range(0, Samples.All.Length)];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Two_pieces_give_what_the_whole_gives_wherever_it_is_split(int sample)
    {
        var text = Samples.All[sample];
        var whole = Redactor.Apply(text, Rules());

        for (var split = 0; split <= text.Length; split++)
        {
            var (pieces, offsets) = Stream(text, [split, text.Length - split], Rules());
            Assert.Equal(whole.Text, pieces);
            Assert.Equal(whole.Offsets.Shifts, offsets.Shifts);
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Any_number_of_pieces_gives_what_the_whole_gives(int sample)
    {
        var (text, random) = (Samples.All[sample] + " " + Samples.All[(sample * 7) % Samples.All.Length], new Random(sample));
        var whole = Redactor.Apply(text, Rules());

        for (var round = 0; round < 40; round++)
        {
            var most = round == 0 ? 1 : random.Next(1, 90);
            List<int> lengths = [];
            for (var left = text.Length; left > 0; left -= lengths[^1])
            {
                lengths.Add(Math.Min(left, random.Next(round == 0 ? 1 : 0, most + 1)));
            }

            Assert.Equal(whole.Text, Stream(text, lengths, Rules()).Text);
        }
    }

    [Fact]
    public void Texts_by_chance_give_the_same_too()
    {
        string[] parts = [.. Samples.All.Where(text => text.Length is > 0 and < 300), " ", "\n", "\n\n", ". ", "4111 1111 ", "1111 1111", "@", "://", "-----BEGIN ", "PRIVATE KEY-----", "password: ", "it is ", "John ", "Street ", "\ud83d", "12", "."];
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => parts[random.Next(parts.Length)] is var part && random.Next(3) == 0 ? part[..random.Next(part.Length + 1)] : part));
            List<int> lengths = [];
            for (var left = text.Length; left > 0; left -= lengths[^1])
            {
                lengths.Add(Math.Min(left, random.Next(1, 40)));
            }

            Assert.Equal(Redactor.Apply(text, Rules()).Text, Stream(text, lengths, Rules()).Text);
        }
    }

    [Fact]
    public void What_is_kept_is_held_back_no_longer_than_the_window()
    {
        var rules = new RedactionRules(_ => Treatment.Keep, (_, _) => "");
        foreach (var text in Samples.All)
        {
            var redactor = new StreamingRedactor(rules);
            foreach (var c in text)
            {
                redactor.Feed([c]);
                Assert.InRange(redactor.Held, 0, StreamingRedactor.Window);
            }
        }
    }

    [Fact]
    public void Nothing_of_a_hidden_value_is_ever_given_back()
    {
        var (text, shown) = ($"Here it is: {Samples.Key} and the card 4532 0151 1283 0366.", "");
        var redactor = new StreamingRedactor(Rules());
        foreach (var c in text)
        {
            shown += redactor.Feed([c]);
            Assert.DoesNotContain("BEGIN", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("4532", shown, StringComparison.Ordinal);
        }

        Assert.Equal("Here it is: [SECRET_1] and the card [CARD_2].", shown + redactor.Finish());
    }

    [Fact]
    public void A_sentence_is_given_back_when_the_next_one_begins()
    {
        var redactor = new StreamingRedactor(Rules());

        Assert.Equal("", redactor.Feed("The parcel was delivered. "));
        Assert.Equal("The parcel was delivered. ", redactor.Feed("T"));
    }

    private static RedactionRules Rules()
    {
        var count = 0;
        return new(kind => kind switch { DatumKinds.Person => Treatment.Keep, DatumKinds.Ip => Treatment.Mask, _ => Treatment.Placeholder }, (kind, _) => Placeholders.Of(kind, ++count));
    }

    private static (string Text, OffsetMap Offsets) Stream(string text, IEnumerable<int> lengths, RedactionRules rules)
    {
        var (redactor, shown, at) = (new StreamingRedactor(rules), new System.Text.StringBuilder(), 0);
        foreach (var length in lengths)
        {
            shown.Append(redactor.Feed(text.AsSpan(at, length)));
            at += length;
        }

        return (shown.Append(redactor.Finish()).ToString(), redactor.Offsets);
    }
}
