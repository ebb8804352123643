using System.Text;
using FsCheck.Fluent;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Data;

/// <summary>Protects what messages repeat of texts: never too long, never half a character, the same for text and for bytes.</summary>
public sealed class ExcerptTests
{
    [Theory]
    [InlineData("", 3, "")]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc…")]
    [InlineData("ab😀", 3, "ab…")]
    [InlineData("ab😀", 4, "ab😀")]
    [InlineData("a😀b", 3, "a😀…")]
    [InlineData("😀😀", 1, "…")]
    [InlineData("名前", 1, "名…")]
    public void Of_TextsAtTheBorder_KeepsWholeCharacters(string text, int length, string expected)
    {
        Assert.Equal(expected, Excerpt.Of(text, length));
        Assert.Equal(expected, Excerpt.Of(Encoding.UTF8.GetBytes(text), length));
    }

    [Fact]
    public void Of_NoLength_IsForty()
    {
        Assert.Equal(new string('x', 40), Excerpt.Of(new string('x', 40)));
        Assert.Equal(new string('x', 40) + "…", Excerpt.Of(new string('x', 41)));
        Assert.Equal(new string('x', 39) + "…", Excerpt.Of(new string('x', 39) + "😀"));
    }

    [Fact]
    public void Of_AnyText_IsAsManyWholeCharactersAsFit() =>
        SeededProperty.Holds(
            from parts in Gen.Elements("a", "é", "名", "😀").ArrayOf()
            from length in Gen.Choose(1, 50)
            select (Text: string.Concat(parts), Length: length),
            sample =>
            {
                var expected = Naive(sample.Text, sample.Length);

                Assert.Equal(expected, Excerpt.Of(sample.Text, sample.Length));
                Assert.Equal(expected, Excerpt.Of(Encoding.UTF8.GetBytes(sample.Text), sample.Length));
            });

    [Fact]
    public void Of_AnyBytes_IsTheExcerptOfTheirText() =>
        SeededProperty.Holds(
            from bytes in Gen.Elements<byte>(0x61, 0x80, 0xBF, 0xC3, 0xE5, 0xF0, 0x9F, 0x98, 0xFF).ArrayOf()
            from length in Gen.Choose(1, 20)
            select (Bytes: bytes, Length: length),
            sample => Assert.Equal(Naive(Encoding.UTF8.GetString(sample.Bytes), sample.Length), Excerpt.Of(sample.Bytes, sample.Length)));

    [Fact]
    public void Of_HalfAPairAlone_IsRepeatedAsItIs() => Assert.Equal("ab\uD83D…", Excerpt.Of("ab\uD83Dc", 3));

    private static string Naive(string text, int length)
    {
        if (text.Length <= length) return text;
        var excerpt = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (excerpt.Length + rune.Utf16SequenceLength > length) break;
            excerpt.Append(rune);
        }

        return excerpt + "…";
    }
}
