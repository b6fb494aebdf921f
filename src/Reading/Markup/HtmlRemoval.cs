using AngleSharp.Dom;

namespace Parley.Reading;

/// <summary>Takes elements out of a page.</summary>
internal static class HtmlRemoval
{
    // Each removal looks for its element among the siblings and moves those behind it: of very many, that is the square of their number.
    private const int MostOfOneParent = 1_000;

    /// <summary>Removes elements; where one parent has very many of them, they are emptied instead, which reads the same.</summary>
    public static void Remove(IEnumerable<IElement> elements)
    {
        foreach (var siblings in elements.GroupBy(element => element.Parent).ToList())
        {
            var isMany = siblings.Count() > MostOfOneParent;
            foreach (var element in siblings)
            {
                if (isMany)
                {
                    element.TextContent = "";
                }
                else
                {
                    element.Remove();
                }
            }
        }
    }
}
