namespace SegmentationService.Core.Data;

/// <summary>Walks through the text of one date and its time.</summary>
/// <param name="text">ASCII, trimmed, at most <see cref="DateReader.LongestDate"/> bytes.</param>
internal ref struct DateScan(ReadOnlySpan<byte> text)
{
    /// <summary>Years of two digits below this are of this century.</summary>
    private const int FirstYearOfLastCentury = 50;

    private ReadOnlySpan<byte> _rest = text;

    private readonly byte Next => _rest.IsEmpty ? (byte)0 : _rest[0];

    private readonly bool IsAtLetter => char.IsAsciiLetter((char)Next);

    /// <summary>Reads a date, its time, and nothing else.</summary>
    public bool ReadDate(out WrittenDate date)
    {
        // "mar" is a weekday in one language and a month in another.
        var start = _rest;
        if (IsAtLetter && SkipWeekday() && ReadDateAndTime(out date)) return true;
        _rest = start;
        return ReadDateAndTime(out date);
    }

    private bool ReadDateAndTime(out WrittenDate date)
    {
        date = IsAtLetter ? ReadNamedMonthFirst() : ReadNumberFirst();
        if (!date.IsReadable || !ReadTime(out var time)) return false;
        date = date with { DayFirst = date.DayFirst == 0 ? 0 : date.DayFirst + time, MonthFirst = date.MonthFirst == 0 ? 0 : date.MonthFirst + time };
        return true;
    }

    private WrittenDate ReadNumberFirst()
    {
        if (!ReadNumber(out var first, out var digits)) return default;
        if (digits == 8) return Same(first / 10_000, first / 100 % 100, first % 100);
        if (IsAtLetter) return ReadNamedMonthSecond(first, digits, (byte)' ');
        var separator = Next;
        if (separator is not ((byte)'/' or (byte)'-' or (byte)'.' or (byte)' ')) return default;
        SkipAny(separator == '.' ? ". "u8 : _rest[..1]);
        if (IsAtLetter) return ReadNamedMonthSecond(first, digits, separator);
        if (!ReadNumber(out var second, out var secondDigits) || secondDigits > 2 || separator == ' ' || !Skip(separator)) return default;
        if (separator == '.') SkipAny(" "u8);
        if (!ReadNumber(out var third, out var lastDigits)) return default;
        Skip((byte)'.');
        if (digits == 4 && lastDigits <= 2) return Same(first, second, third);
        return digits <= 2 && lastDigits is 2 or 4
            ? new WrittenDate(Ticks(Year(third, lastDigits), second, first), Ticks(Year(third, lastDigits), first, second), lastDigits == 2 ? DateForm.ShortYear : DateForm.Calendar)
            : default;
    }

    /// <summary><c>9-Dec-11</c>, <c>9 December 2011</c>, <c>9. Dez. 2011</c>, <c>2 de enero de 2024</c>, <c>1st of May 2024</c>, <c>2011-Dec-09</c>.</summary>
    private WrittenDate ReadNamedMonthSecond(int first, int digits, byte separator)
    {
        SkipFillers();
        var month = SkipMonth();
        SkipAny(separator == ' ' ? " .,"u8 : [separator, (byte)'.', (byte)' ']);
        SkipFillers();
        if (month == 0 || !ReadNumber(out var last, out var lastDigits)) return default;
        Skip((byte)'.');
        if (digits == 4 && lastDigits <= 2) return Same(first, month, last);
        return digits <= 2 && lastDigits is 2 or 4 ? Same(Year(last, lastDigits), month, first) : default;
    }

    /// <summary><c>Dec 9, 2011</c>, <c>December 9th, 2011</c>.</summary>
    private WrittenDate ReadNamedMonthFirst()
    {
        var month = SkipMonth();
        SkipAny(" .-/"u8);
        if (month == 0 || !ReadNumber(out var day, out var digits) || digits > 2) return default;
        SkipFillers();
        SkipAny(" ,-/"u8);
        return ReadNumber(out var year, out digits) && digits is 2 or 4 ? Same(Year(year, digits), month, day) : default;
    }

    private bool ReadTime(out long ticks)
    {
        ticks = 0;
        if (_rest.IsEmpty) return true;
        if (!Skip((byte)'T') && !Skip((byte)'t'))
        {
            if (SkipAny(" ,"u8) == 0) return false;
            if (_rest.IsEmpty) return true;
            if (Skip((byte)'-')) SkipAny(" "u8);
            SkipFillers();
        }

        if (!ReadClock(out var hour, out var minute, out var second, out ticks)) return false;
        if (hour > 23 || minute > 59 || second > 59) return false;
        ticks += (((hour * 60L) + minute) * 60 + second) * TimeSpan.TicksPerSecond;
        SkipAny(" "u8);
        SkipFillers();
        return ReadZone(ref ticks) && _rest.IsEmpty;
    }

    /// <summary><c>8:26</c>, <c>08:26:30.5</c>, <c>8.26</c>, <c>8h26</c>, <c>082630</c>, each also of half a day: <c>8:26 PM</c>, <c>8 p.m.</c></summary>
    private bool ReadClock(out int hour, out int minute, out int second, out long fraction)
    {
        (minute, second, fraction) = (0, 0, 0);
        if (!ReadNumber(out hour, out var digits)) return false;
        if (digits is 4 or 6)
        {
            if (digits == 6) (hour, second) = (hour / 100, hour % 100);
            (hour, minute) = (hour / 100, hour % 100);
            return Next is not ((byte)'.' or (byte)',') || ReadFraction(out fraction);
        }

        if (digits > 2) return false;
        var separator = Next;
        if (separator is (byte)':' or (byte)'.' or (byte)'h' or (byte)'H')
        {
            _rest = _rest[1..];
            if (separator is (byte)'h' or (byte)'H' && !char.IsAsciiDigit((char)Next)) return true;
            if (!ReadNumber(out minute, out digits) || digits != 2) return false;
            if (separator is (byte)':' or (byte)'.' && Skip(separator) && (!ReadNumber(out second, out digits) || digits != 2)) return false;
            if (Next is (byte)'.' or (byte)',' && !ReadFraction(out fraction)) return false;
            SkipAny(" "u8);
            return ReadHalfDay(ref hour) is not null;
        }

        SkipAny(" "u8);
        return ReadHalfDay(ref hour) == true;
    }

    private bool ReadFraction(out long ticks)
    {
        _rest = _rest[1..];
        ticks = 0;
        var unit = TimeSpan.TicksPerSecond;
        if (!char.IsAsciiDigit((char)Next)) return false;
        for (; char.IsAsciiDigit((char)Next); _rest = _rest[1..])
        {
            unit /= 10;
            ticks += unit * (Next - '0');
        }

        return true;
    }

    /// <summary>Whether AM or PM stands there, as <c>PM</c>, <c>p.m.</c> or <c>p. m.</c>; null where it makes no hour.</summary>
    private bool? ReadHalfDay(ref int hour)
    {
        if ((Next | 0x20) is not ('a' or 'p')) return false;
        var afternoon = (Next | 0x20) == 'p';
        _rest = _rest[1..];
        SkipAny(". "u8);
        if ((Next | 0x20) != 'm' || hour is < 1 or > 12) return null;
        _rest = _rest[1..];
        SkipAny(". "u8);
        hour = (hour % 12) + (afternoon ? 12 : 0);
        return true;
    }

    private bool ReadZone(ref long ticks)
    {
        if (IsAtLetter)
        {
            Span<char> word = stackalloc char[DateReader.LongestDate];
            if (!DateWords.IsZone(PeekWord(word), out var minutesAhead)) return false;
            _rest = _rest[PeekWord(word).Length..];
            ticks -= minutesAhead * TimeSpan.TicksPerMinute;
        }

        if (Next is (byte)'+' or (byte)'-' && !ReadOffset(ref ticks)) return false;

        // "(Central European Standard Time)", "[Europe/Berlin]"
        SkipAny(" "u8);
        if (Next is (byte)'(' or (byte)'[' && _rest[^1] == (Next == '(' ? ')' : ']')) _rest = [];
        return true;
    }

    private bool ReadOffset(ref long ticks)
    {
        var sign = Next == '+' ? 1 : -1;
        _rest = _rest[1..];
        if (!ReadNumber(out var hours, out var digits)) return false;
        var minutes = 0;
        if (digits == 4) (hours, minutes) = (hours / 100, hours % 100);
        else if (digits > 2 || (Skip((byte)':') && (!ReadNumber(out minutes, out digits) || digits != 2))) return false;
        if (hours > 14 || minutes > 59) return false;
        ticks -= sign * ((hours * 60L) + minutes) * TimeSpan.TicksPerMinute;
        return true;
    }

    private bool ReadNumber(out int number, out int digits)
    {
        (number, digits) = (0, 0);
        while (digits < 9 && digits < _rest.Length && char.IsAsciiDigit((char)_rest[digits])) number = (number * 10) + (_rest[digits++] - '0');
        _rest = _rest[digits..];
        return digits > 0 && !char.IsAsciiDigit((char)Next);
    }

    /// <summary>Skips the name of a month.</summary>
    /// <returns>Its number; 0 where there is none.</returns>
    private int SkipMonth()
    {
        Span<char> letters = stackalloc char[DateReader.LongestDate];
        var word = PeekWord(letters);
        var month = DateWords.MonthOf(word);
        if (month > 0) _rest = _rest[word.Length..];
        return month;
    }

    private bool SkipWeekday()
    {
        Span<char> letters = stackalloc char[DateReader.LongestDate];
        var word = PeekWord(letters);
        if (!DateWords.IsWeekday(word)) return false;
        _rest = _rest[word.Length..];
        SkipAny(" ,."u8);
        return true;
    }

    private void SkipFillers()
    {
        Span<char> letters = stackalloc char[DateReader.LongestDate];
        while (IsAtLetter && PeekWord(letters) is var word && DateWords.IsFiller(word))
        {
            _rest = _rest[word.Length..];
            SkipAny(" ."u8);
        }
    }

    /// <summary>The letters that stand there, in lower case.</summary>
    private readonly ReadOnlySpan<char> PeekWord(Span<char> letters)
    {
        var length = 0;
        for (; length < _rest.Length && char.IsAsciiLetter((char)_rest[length]); length++) letters[length] = (char)(_rest[length] | 0x20);
        return letters[..length];
    }

    private bool Skip(byte value)
    {
        if (Next != value || _rest.IsEmpty) return false;
        _rest = _rest[1..];
        return true;
    }

    private int SkipAny(scoped ReadOnlySpan<byte> values)
    {
        var before = _rest.Length;
        while (!_rest.IsEmpty && values.Contains(_rest[0])) _rest = _rest[1..];
        return before - _rest.Length;
    }

    private static WrittenDate Same(int year, int month, int day)
    {
        var ticks = Ticks(year, month, day);
        return new WrittenDate(ticks, ticks);
    }

    private static int Year(int year, int digits) => digits != 2 ? year : year + (year < FirstYearOfLastCentury ? 2000 : 1900);

    private static long Ticks(int year, int month, int day) =>
        year is >= DateReader.FirstYear and <= DateReader.LastYear && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateTime(year, month, day).Ticks
            : 0;
}
