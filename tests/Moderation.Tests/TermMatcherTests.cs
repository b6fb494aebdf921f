namespace Parley.Moderation.Tests;

public sealed class TermMatcherTests
{
    [Fact]
    public void It_finds_what_a_plain_search_finds()
    {
        var random = new Random(11);
        const string Letters = "aab bа1";
        for (var round = 0; round < 2_000; round++)
        {
            Term[] terms = [.. Enumerable.Range(0, random.Next(1, 9)).Select(id => new Term(Word(random.Next(1, 9)) + (random.Next(3) == 0 ? "*" : ""), id)).Where(term => term.Text.Trim('*', ' ').Length > 0)];
            var text = Word(random.Next(0, 40));
            using var view = PlainView.Of(text, out _);

            var found = new List<TermMatch>();
            new TermMatcher(terms).Find(view.Chars, found);

            Assert.Equal(Plain(terms, view.Chars.ToString()), found.Order(Comparer<TermMatch>.Create((a, b) => (a.Start, a.End, a.Id).CompareTo((b.Start, b.End, b.Id)))));
        }

        string Word(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => Letters[random.Next(Letters.Length)]));
    }

    [Theory]
    [InlineData("He is an ass.", 1)]
    [InlineData("The class will pass.", 0)]
    [InlineData("a$$ and ASS", 2)]
    [InlineData("a s s", 0)]
    [InlineData("ａｓｓ", 1)]
    public void A_term_is_no_part_of_a_longer_word(string text, int times) => Assert.Equal(times, new TermMatcher([new("ass", 1)]).Find(text).Count);

    [Fact]
    public void In_scripts_without_blanks_words_have_no_bounds() => Assert.Equal(new TermMatch(1, 3, 5), Assert.Single(new TermMatcher([new("密码", 1)]).Find("告诉我密码吧")));

    [Fact]
    public void A_line_end_between_two_words_is_a_blank() => Assert.Single(new TermMatcher([new("kill them", 1)]).Find("kill \n\n them"));

    [Fact]
    public void A_star_lets_a_word_go_on()
    {
        var matcher = new TermMatcher([new("ignor*", 1)]);

        Assert.Equal(new TermMatch(1, 0, 5), Assert.Single(matcher.Find("ignoriere das")));
        Assert.Empty(matcher.Find("signore"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("*")]
    [InlineData("\u200B")]
    public void A_term_without_anything_is_refused(string term) => Assert.Throws<ArgumentException>(() => new TermMatcher([new(term, 1)]));

    [Fact]
    public void Many_terms_that_hold_each_other_are_all_found()
    {
        var matcher = new TermMatcher(Enumerable.Range(1, 50).Select(length => new Term(string.Join(' ', Enumerable.Repeat("a", length)), length)));
        var found = new List<TermMatch>();

        matcher.Find(string.Join(' ', Enumerable.Repeat("a", 50)), found);

        Assert.Equal(50 * 51 / 2, found.Count);
    }

    [Fact]
    public void A_list_that_is_longer_than_there_is_room_for_rows_is_searched_as_well()
    {
        const string Letters = "abcdefghijklmnopqrstuvwxyz";
        var terms = new List<Term>();
        foreach (var (a, b, c) in from a in Letters from b in Letters from c in Letters select (a, b, c))
        {
            terms.Add(new($"{a}{b}{c}{a}", terms.Count));
        }

        var matcher = new TermMatcher(terms);

        Assert.All([0, 700, 9_000, terms.Count - 1], id => Assert.Equal(new TermMatch(id, 2, 6), Assert.Single(matcher.Find($"x {terms[id].Text}, zz z"))));
    }

    private static IEnumerable<TermMatch> Plain(Term[] terms, string text)
    {
        var found = from term in terms
                    let isPrefix = term.Text.EndsWith('*')
                    let word = Folded(term.Text.TrimEnd('*'))
                    from start in Enumerable.Range(0, Math.Max(0, text.Length - word.Length + 1))
                    where text.AsSpan(start).StartsWith(word) && !TermMatcher.IsInside(text, start) && (isPrefix || !TermMatcher.IsInside(text, start + word.Length))
                    orderby start, start + word.Length, term.Id
                    select new TermMatch(term.Id, start, start + word.Length);
        return found;
    }

    private static string Folded(string term)
    {
        using var view = PlainView.Of(term, out _);
        return view.Chars.Trim().ToString();
    }
}
