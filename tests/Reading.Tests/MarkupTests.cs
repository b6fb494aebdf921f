namespace Parley.Reading.Tests;

/// <summary>How markup becomes clean text.</summary>
public sealed class MarkupTests
{
    [Fact]
    public void Markdown_keeps_what_carries_meaning_and_drops_the_marks()
    {
        var document = MarkdownReader.Read(
            """
            ---
            title: "The guide"
            ---
            # Start *here*

            Read the [manual](https://example.org/long/address) and `run` it.

            - one
              - deeper
            1. first

            | a | b |
            |---|---|
            | 1 | 2 |

            ```bash
            # not a heading
            parley serve
            ```
            """);

        Assert.Equal("The guide", document.Title);
        Assert.Equal(
            """
            Start here

            Read the manual and `run` it.

            - one
              - deeper
            1. first

            | a | b |
            | 1 | 2 |

            ```bash
            # not a heading
            parley serve
            ```
            """,
            document.Text);
    }

    [Fact]
    public void Html_keeps_the_article_and_drops_what_stands_on_every_page()
    {
        var document = HtmlReader.Read(
            """
            <html><head><title>News</title><style>p{}</style></head><body>
            <nav><a href=/>Home</a> <a href=/a>About us</a></nav>
            <div class=menu><a href=1>First link</a> <a href=2>Second link</a> <a href=3>Third link</a></div>
            <h1>Big &amp; new</h1><p>The <b>bridge</b> was opened<br>on Monday.</p><ul><li>It is long.<li>It is <i>red</i>.</ul>
            <table><tr><th>Year<th>Cost<tr><td>2024<td>5</table>
            <script>alert('x')</script><footer>Imprint</footer></body></html>
            """);

        Assert.Equal("News", document.Title);
        Assert.Equal("Big & new\n\nThe bridge was opened on Monday.\n\n- It is long.\n- It is red.\n\n| Year | Cost |\n| 2024 | 5 |", document.Text);
    }
}
