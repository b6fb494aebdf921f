using AngleSharp.Dom;

namespace Parley.Reading;

/// <summary>How much running text stands below each element of a page: words of the blocks that are sentences, not links.</summary>
internal sealed class TextWeights
{
    private readonly Dictionary<IElement, double> _weights = [];

    public TextWeights(IElement body)
    {
        foreach (var text in body.Descendants<IText>())
        {
            if (text.ParentElement is { } parent && parent.Closest("a, h1, h2, h3, h4, h5, h6, figcaption") is null)
            {
                var weight = Words(text.Data);
                for (IElement? above = parent; above is not null && weight > 0; above = above.ParentElement)
                {
                    _weights[above] = _weights.GetValueOrDefault(above) + weight;
                }
            }
        }
    }

    public double Of(IElement element) => _weights.GetValueOrDefault(element);

    /// <summary>Words between blanks; where a script has none, two characters count as a word.</summary>
    public static double Words(string text)
    {
        var words = 0.0;
        var isInside = false;
        foreach (var c in text)
        {
            if (c >= '\u2E80')
            {
                words += 0.5;
                isInside = false;
            }
            else
            {
                var isWord = char.IsLetterOrDigit(c) || (isInside && c is '\'' or '\u2019' or '-');
                words += isWord && !isInside ? 1 : 0;
                isInside = isWord;
            }
        }

        return words;
    }
}
