namespace Parley.Ranking;

/// <summary>What the built-in reranker looks at; each is 0 to 1.</summary>
public enum Feature
{
    /// <summary>BM25F's score by the best that the question could reach.</summary>
    Lexical,

    /// <summary>The weight of the question's terms that title, headings and the FAQ's question hold, as a share of all.</summary>
    TitleCoverage,

    /// <summary>How much of the title's own weight the question speaks of.</summary>
    TitlePrecision,

    /// <summary>The best sentence's share of the question's weight, what the sentence before it holds counted half.</summary>
    Sentence,

    /// <summary>Neighbours in the question that are neighbours in the text.</summary>
    Pairs,

    /// <summary>Likeness of question and title in all their words, those without content too.</summary>
    TitleWords,

    /// <summary>Likeness of question and title in triples of letters.</summary>
    TitleLetters,

    /// <summary>Cosine of the embeddings of question and passage.</summary>
    Similarity,

    /// <summary>Cosine of the embeddings of question and title.</summary>
    TitleSimilarity,

    /// <summary>The best BM25F's score among its siblings and itself.</summary>
    Siblings,

    /// <summary>It holds the kind of thing that is asked for: a number, a time, a name.</summary>
    AnswerKind,

    /// <summary>The share of it that the assistant has already said in this conversation.</summary>
    Said,
}
