using Parley.Knowledge;

namespace Parley.Orchestration.Tests;

/// <summary>A kept answer under the labels that its sources have now.</summary>
public sealed class RelabelledTests
{
    private const string Answer = "One thing [S1, S2]. Another [S2,S3]. A third [S1]. A list [1] and [S9].";

    [Fact]
    public void Each_label_of_a_group_is_written_anew()
    {
        var kept = new KeptText("What?", Answer, Relabelled.Named(Answer, Sources("a", "b", "c", "d")));

        Assert.Equal(["S1", "S2", "S3"], kept.Sources.Select(source => source.Label));
        Assert.Equal(
            "One thing [S3, S1]. Another [S1,S2]. A third [S3]. A list [1] and [S9].", Relabelled.Of(kept, Sources("b", "c", "a")));
    }

    [Fact]
    public void An_answer_whose_group_names_a_source_that_was_not_found_is_not_given()
    {
        var kept = new KeptText("What?", Answer, Relabelled.Named(Answer, Sources("a", "b", "c")));

        Assert.Null(Relabelled.Of(kept, Sources("a", "b", "d")));
    }

    private static IReadOnlyList<Source> Sources(params IReadOnlyList<string> documents) =>
    [
        .. documents.Select((document, i) => new Source(
            $"S{i + 1}", new(new($"chunk_{document}"), new($"doc_{document}"), null, "docs", document, null, null, 0, 10, "The text.", 0.9))),
    ];
}
