#!/usr/bin/env python3
"""corpus.py - es verify against every published class of attack (TAP).

Over two thousand files are made from documents that were sealed as they
should be: every kind the product issues, files of other products, files that
an attacker prepared before they were sealed.  No forgery may be called intact
and unchanged, none for another reason than its class is for (EXPECT), no
original may be called anything else, nothing may crash or take long.

	corpus.py [-v]		-v: a line for each file
	corpus.py -k DIR	keep the files in DIR
"""
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
import time

SRC, BUILD = os.environ['ES_SRCDIR'], os.environ['ES_BUILDDIR']
sys.path[:0] = [SRC + '/tests/hostile', SRC + '/tests/lib']
import docs                     # noqa: E402
import forge_doc                # noqa: E402
import forge_old                # noqa: E402
import forge_pdf                # noqa: E402
import forge_sig                # noqa: E402
import forge_view               # noqa: E402
from office import Office       # noqa: E402
from tap import Tap             # noqa: E402

CACHE = os.environ.get('ES_TEST_CACHE', os.path.expanduser(
    '~/.cache/yinxin-test'))
ES = os.environ.get('ES_TOOL', BUILD + '/tools/es/es')
FOREIGN = ('pdfbox_table', 'dss_two')
AT_ONCE = 100
LEAST = 2000
SECONDS = 10

# What may be said of a class, as said() below puts it: the first pattern
# that matches "class/name" counts.
REFUSED = r'^unreadable (%s)$'
LATER = r'later=prohibited [A-Z_,]*(%s)'
PLACE = r'^broken TOTAL-FAILED FORMAT_FAILURE .*place (%s)'
SHAPE = r'^broken TOTAL-FAILED FORMAT_FAILURE .*(%s)'
EXPECT = [(re.compile(a), re.compile(b)) for a, b in (
    ('original/.* (archived|stamped)$', r'^intact TOTAL-PASSED - '
     r'later=allowed .*\| intact TOTAL-PASSED - later=none [^|]*$'),
    ('original/(two|unseen-p.|below)$', r'^intact TOTAL-PASSED - later=allowed .* \| intact '
     r'TOTAL-PASSED - later=none [^|]*$'),
    ('original/.* stored$', r'^intact TOTAL-PASSED - later=allowed - proven'),
    ('original/', r'^intact TOTAL-PASSED - later=none - proven [^|]*\(ok\)$'),
    ('foreign/dss_two', r'^intact INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND '
     r'later=allowed .* \| intact [^|]* later=none [^|]*$'),
    ('foreign/', r'^intact INDETERMINATE .* later=none [^|]*$'),
    # What only others make, as it should be, and forged.
    ('old/two', r'^intact TOTAL-PASSED - later=none - unproven \['
     r'[A-Z_0-9,]*SEVERAL_SIGNERS'),
    ('old/x509-sha256', r'^intact TOTAL-PASSED - later=none - unproven \['
     r'SIGNER_NOT_BOUND,NO_CLAIMED_TIME'),
    ('old/', r'^intact INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE_NO_POE '
     r'later=none - unproven \[[A-Z_,]*WEAK_ALGORITHM'),
    ('old-sha1/(digest-attribute)', r'^broken TOTAL-FAILED SIG_CRYPTO'),
    ('old-sha1/inside-bare', r'^broken TOTAL-FAILED SIG_CRYPTO'),
    ('old-sha1/', r'^broken TOTAL-FAILED HASH_FAILURE'),
    ('old-sha1-shape', r'^unchecked INDETERMINATE FORMAT_FAILURE .*cms: '),
    ('old-x509/', r'^broken TOTAL-FAILED SIG_CRYPTO_FAILURE'),
    ('old-x509-cert', r'^unchecked INDETERMINATE FORMAT_FAILURE .*'
     r'(cms|cert)'),
    ('old-x509-shape', SHAPE % 'contents (der|tail)'),
    ('old-signers/(value)', r'^broken TOTAL-FAILED SIG_CRYPTO_FAILURE'),
    ('old-signers/', r'^broken TOTAL-FAILED HASH_FAILURE .*SEVERAL_SIGNERS'),
    ('old-signers-shape', r'^unchecked INDETERMINATE FORMAT_FAILURE .*cms: '),
    ('old-signers-nobody/evil', r'^intact INDETERMINATE '
     r'NO_CERTIFICATE_CHAIN_FOUND .*SEVERAL_SIGNERS'),
    ('old-signers-nobody/absent', r'^unchecked INDETERMINATE '
     r'NO_SIGNING_CERTIFICATE_FOUND'),
    # Bombs and frames: refused, each by the rule that it breaks.
    ('bombs/(deep|objstm-bomb|xref-bomb)', REFUSED % 'limit'),
    ('bombs/(objstm-extends|length-loop)', REFUSED % 'loop'),
    ('bombs/xref-', REFUSED % 'xref|limit'),
    ('structure/header', REFUSED % 'header'),
    ('structure/(tail|prev-zero|startxref-(zero|huge)|gap-moved)',
     REFUSED % 'tail|startxref|xref|offset'),
    ('structure/(no-xref|empty-update|trailer-only|unlisted|comment-object|'
     'junk|startxref-old)', REFUSED % 'unowned|startxref|tail'),
    ('structure/prev', REFUSED % 'xref-loop|xref|startxref'),
    ('structure/(dup)', REFUSED % 'duplicate-key'),
    ('structure/hybrid', REFUSED % 'hybrid|xref'),
    ('structure/(root|size|xref-)', REFUSED % 'xref|xref-twice|offset|tail|'
     'tree'),
    # Without a blank before it, null becomes a part of the key.
    ('structure/contents', SHAPE % 'contents (tail|zero|shape|absent)' +
     '|' + REFUSED % 'syntax'),
    ('structure/(wrapped|range)', SHAPE % 'range (absent|shape|order|start|'
     'outside)|cover part' + '|' + REFUSED % 'syntax'),
    # Later revisions.
    ('revisions/(content|resources|dss-is-content)',
     LATER % 'PAGE_CONTENT_CHANGED'),
    ('revisions/(rotate|mediabox|additional|metadata-is-page)',
     LATER % 'PAGE_CHANGED'),
    ('revisions/(annot-added|widget-unbound)', LATER % 'ANNOT_ADDED'),
    ('revisions/annots-removed', LATER % 'ANNOT_REMOVED'),
    ('revisions/page-added', LATER % 'PAGE_ADDED'),
    ('revisions/page-removed', LATER % 'PAGE_REMOVED' + '|' +
     REFUSED % 'tree'),
    ('revisions/pages-turned', LATER % 'PAGE_MOVED'),
    ('revisions/(kids-|page-freed|catalog-freed|catalog-Pages)',
     REFUSED % 'loop|tree'),
    ('revisions/(catalog-new-number|info-root-id|trailer-key)',
     LATER % 'TRAILER_CHANGED'),
    ('revisions/catalog-other', PLACE % 'gone'),
    ('revisions/catalog-', LATER % 'CATALOG_CHANGED'),
    ('revisions/perms-added', LATER % 'PERMS_CHANGED'),
    ('revisions/(form-xfa)', LATER % 'FORM_CHANGED'),
    ('revisions/encrypt', REFUSED % 'encrypted'),
    ('revisions/(form-(removed|empty)|field-(emptied|freed|text)|sig-freed)',
     PLACE % 'gone'),
    ('revisions/(sig-(reason|moved)|field-renamed)', PLACE % 'replaced'),
    ('revisions/sig-shared', PLACE % 'shared'),
    ('revisions/field-(moved|appearance)', LATER % 'SIG_REMOVED'),
    ('revisions/(sig-empty-field|text-field|sneaky)',
     LATER % 'FIELD_CHANGED'),
    ('revisions/loose', r'(unchecked|broken) [A-Z-]+ [A-Z_]+ [^|]*$'),
    # The dictionary.
    ('usf|spoof', PLACE % 'replaced|gone'),
    ('isa-copied/same', r'\| broken TOTAL-FAILED [^|]*place loose'),
    ('isa-copied', PLACE % 'replaced'),
    ('field-key/(FT|V|T) ', PLACE % 'gone|replaced'),
    ('field-key', LATER % 'SIG_REMOVED'),
    ('swa-gap/(dict|newline) on dss_two', r'\| broken TOTAL-FAILED '
     r'FORMAT_FAILURE .*contents (shape|tail)'),
    ('swa-gap', REFUSED % 'startxref|offset|duplicate-key|syntax|unowned|'
     'xref|outside|overlap|tail|stream|object-stream' +
     '|' + SHAPE % 'contents (tail|shape)|gap other|HASH_FAILURE|cover part'),
    ('swa-moved/(tail|junk)', REFUSED % 'unowned|tail'),
    ('swa-moved', PLACE % 'replaced'),
    # CMS: broken, or not determined, and why.
    ('cms-attributes', r'^broken TOTAL-FAILED (FORMAT|SIG_CRYPTO)_FAILURE .*'
     r'(DER order|is missing|value is wrong|twice)'),
    ('cms-ber', r'^intact INDETERMINATE SIG_CONSTRAINTS_FAILURE .*not DER'),
    ('cms-beside/.* on rsa', r'^unchecked INDETERMINATE NO_SIGNING_CERT'),
    ('cms-beside', r'^intact INDETERMINATE CERTIFICATE_CHAIN_GENERAL_'),
    ('cms-certificates', r'^unchecked INDETERMINATE NO_SIGNING_CERTIFICATE'),
    ('cms-content', SHAPE % 'content inside|not id-data'),
    ('cms-info/sid', r'^unchecked INDETERMINATE NO_SIGNING_CERTIFICATE'),
    ('cms-info/algorithm-unknown', r'^unchecked INDETERMINATE CRYPTO_CON'),
    ('cms-info/algorithm-rsa on rsa', r'^intact TOTAL-PASSED'),
    ('cms-info', r'^broken TOTAL-FAILED (FORMAT|SIG_CRYPTO)_FAILURE .*'
     r'(wrong|fit|two digest|in place|parameters|not among)'),
    ('cms-signers/none', SHAPE % 'missing'),
    ('cms-signers', SHAPE % 'more than one signer'),
    ('cms-tail', SHAPE % 'contents tail'),
    ('cms-type', SHAPE % 'not SignedData'),
    # What changes nothing, and what proves no time.
    ('cms-unsigned', r'^intact TOTAL-PASSED .* unproven '
     r'\[[A-Z_,]*UNKNOWN_UNSIGNED'),
    ('timestamp/stripped', r'^intact TOTAL-PASSED - later=none - unproven'),
    ('timestamp', r'^intact TOTAL-PASSED - later=none - unproven '
     r'\[[A-Z_,]*BAD_TIME_STAMP'),
    # With the key of the office.
    ('trap-signed/ess', r'^unchecked INDETERMINATE NO_SIGNING_CERT'),
    ('trap-signed/(no-ess|version)', r'^intact INDETERMINATE SIG_CONSTRAIN'),
    ('trap-signed/digest-other', r'^broken TOTAL-FAILED HASH_FAILURE'),
    ('trap-signed/other-key', r'^broken TOTAL-FAILED SIG_CRYPTO_FAILURE'),
    ('trap-signed', SHAPE % 'cms: '),
    ('trap-weak', r'^(intact|unchecked) INDETERMINATE CRYPTO_CONSTRAINTS'),
    ('x509/(expired|future)', r'INDETERMINATE OUT_OF_BOUNDS_NO_POE'),
    ('x509/(evil|twin|no-chain)', r'INDETERMINATE NO_CERTIFICATE_CHAIN'),
    ('x509', r'^intact INDETERMINATE CHAIN_CONSTRAINTS_FAILURE'),
    # Prepared before anybody signed; what allows changes.
    ('shadow-hide-replace/|shadow-hide-replace-root', REFUSED % 'tree'),
    ('shadow', LATER % 'PAGE_CONTENT_CHANGED|PAGE_CHANGED|ANNOT_CHANGED|'
     'ANNOT_REMOVED|CATALOG_CHANGED|FIELD_VALUE_CHANGED|FIELD_CHANGED|'
     'FORM_CHANGED'),
    ('eaa-p3', r'^intact INDETERMINATE SIG_CONSTRAINTS_FAILURE '
     r'later=allowed .*may cover'),
    ('eaa', LATER % 'ANNOT_ADDED'),
    ('ssa/p.-empty', LATER % 'FIELD_CHANGED'),
    ('ssa/p', LATER % 'SIG_FIELD_ADDED'),
    ('ssa', LATER % 'FIELD_CHANGED|SIG_FIELD_ADDED'),
    ('perms', LATER % 'PERMS_CHANGED'),
    # What only viewers know.
    ('draws', LATER % 'PAGE_CONTENT_CHANGED|ANNOT_CHANGED|'
     'FIELD_VALUE_CHANGED'),
    ('unseen', LATER % 'FIELD_CHANGED|DOCTIMESTAMP_ADDED'),
    ('unbounded|locked', LATER % 'FIELD_CHANGED|FIELD_VALUE_CHANGED|'
     'FORM_CHANGED'),
    ('lost', LATER % 'OBJECT_FREED|DSS_REMOVED|FIELD_CHANGED|'
     'FIELD_VALUE_CHANGED'),
    ('string', LATER % 'PAGE_CONTENT_CHANGED'),
    ('two-readers', REFUSED % 'startxref|offset|xref|object-stream|hybrid|'
     'unowned'),
    ('dss/certificate|dss/is-page', LATER % 'DSS_REMOVED|PAGE_CHANGED|'
     'OBJECT_REUSED'),
    ('dss', LATER % 'DSS_REMOVED'),
)]


def said_of(s):
    later = s['later_changes']
    bad = sorted({c['code'] for c in later['list'] if not c['allowed']})
    return ' '.join([
        s['integrity'], s['indication'], s['sub_indication'] or '-',
        'later=' + later['verdict'], ','.join(bad) or '-',
        'proven' if s['time']['proven'] else 'unproven',
        '[%s]' % ','.join(s['warnings']), '(%s)' % s['why']])


def said(r):
    """One line for a report: the file, or its signatures."""
    if not r['readable']:
        return 'unreadable ' + r['reason']
    return ' | '.join(map(said_of, r['signatures'])) or 'unsigned'


def good(r):
    """What a reader of the report would take for an intact file: nothing
    prohibited, nothing broken, nothing that could not be judged."""
    return r['readable'] and r['signatures'] and all(
        s['integrity'] == 'intact' and s['later_changes']['verdict'] in (
            'none', 'allowed') and s['indication'] == 'TOTAL-PASSED'
        for s in r['signatures'])


class Cases:
    def __init__(self, work):
        self.work = work
        self.office = Office(CACHE + '/hostile-office-1')
        self.all = []           # (class, name, path, forged)

    def put(self, cls, name, data, forged=True):
        path = '%s/%05d.pdf' % (self.work, len(self.all))
        with open(path, 'wb') as f:
            f.write(data)
        self.all.append((cls, name, path, forged))

    def attack(self, doc, data, *parts):
        """The classes that need no preparation; "parts" of them."""
        o = self.office
        for part in parts:
            for item in {
                    'structure': lambda: forge_pdf.structure(data),
                    'revisions': lambda: forge_pdf.revisions(data),
                    'bombs': lambda: forge_pdf.bombs(data),
                    'usf': lambda: forge_sig.usf(data),
                    'spoof': lambda: forge_sig.spoof(data),
                    'wrap': lambda: forge_sig.wrap(data),
                    'cms': lambda: forge_sig.traps(o, data),
                    'stamps': lambda: forge_sig.stamps(o, data),
                    'x509': lambda: forge_sig.certificates(o, data),
                    }[part]():
                cls, name, made = item if len(item) == 3 else (part, *item)
                if made != data:
                    self.put(cls, '%s on %s' % (name, doc), made)


FRAME = ('structure', 'revisions')
DICT = ('usf', 'spoof', 'wrap')
CMS = ('cms', 'stamps', 'x509')


def product(c):
    """Every kind that the product issues."""
    o = c.office
    for kind, template, record in docs.KINDS:
        path = c.work + '/base.pdf'
        data = docs.seal(o, docs.render(SRC, BUILD, template, record, path))
        os.unlink(path)
        c.put('original', kind, data, False)
        c.attack(kind, data, *FRAME, *DICT)
        if kind in ('enrolment-zh', 'graduate-2p'):
            c.attack(kind, data, 'bombs', *CMS)
        if kind not in ('enrolment-en', 'graduate-4p'):
            continue
        for what, made in (('stamped', docs.stamp(o, data)),
                           ('stored', docs.dss(o, data))):
            c.put('original', '%s %s' % (kind, what), made, False)
        both = docs.stamp(o, docs.dss(o, data))
        c.put('original', kind + ' archived', both, False)
        for cls, name, made in [*forge_doc.stores(o, both),
                                *forge_sig.usf(both)]:
            c.put(cls, '%s on %s archived' % (name, kind), made)


def made_by_hand(c):
    """Approvals, certifications, two seals; what has to be prepared."""
    o = c.office
    one = docs.seal(o, docs.plain(2))
    for name, data in (
            ('approval', one), ('two', docs.second(o, one)),
            ('rsa', docs.seal(o, docs.plain(2), 'rsa')),
            ('stream', docs.seal(o, docs.plain(3, stream_xref=True))),
            ('certified', docs.seal(o, docs.plain(2, certify=1)))):
        c.put('original', name, data, False)
        c.attack(name, data, *FRAME if name != 'rsa' else CMS)
    for p in (2, 3):
        c.put('original', 'unseen-p%d' % p, docs.second(o, docs.seal(
            o, docs.plain(certify=p)), rect=b'0 0 0 0'), False)
    c.put('original', 'below', docs.second(o, docs.seal(o, docs.grouped()),
                                           more=b'/Parent 9 0 R', under=9),
          False)
    for cls, name, made in [*forge_doc.shadow(o), *forge_doc.annotations(o),
                            *forge_doc.sneaky(o), *forge_doc.permissions(o),
                            *forge_view.forge(o)]:
        c.put(cls, name, made)
    for item in forge_old.forge(o):
        c.put(*item)


def foreign(c):
    """Files of other products; their signers are nobody's."""
    for name in FOREIGN:
        with open('%s/tests/vectors/pdf/%s.pdf' % (SRC, name), 'rb') as f:
            data = f.read()
        c.put('foreign', name, data, False)
        c.attack(name, data, *DICT)


def make(c):
    if '-q' in sys.argv:        # one of each, to look at
        data = docs.seal(c.office, docs.plain(2))
        c.put('original', 'plain', data, False)
        c.attack('plain', data, *FRAME, *DICT, 'bombs', *CMS)
    else:
        product(c)
        foreign(c)
    made_by_hand(c)


def judge(c):
    """(report, seconds of its batch) per case."""
    env = dict(os.environ, ASAN_OPTIONS='detect_leaks=0')
    for i in range(0, len(c.all), AT_ONCE):
        paths = [x[2] for x in c.all[i:i + AT_ONCE]]
        p = subprocess.run([ES, 'verify', '--json', '--trust',
                            c.office.trust, *paths], stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, env=env, check=False)
        out = [json.loads(x) for x in p.stdout.splitlines()]
        if len(out) != len(paths):
            raise RuntimeError('%d reports for %d files' % (
                len(out), len(paths)))
        yield from out


DOUBTFUL = ('eaa-p3', 'cms-beside')


def status(c, path):
    return subprocess.run(
        [ES, 'verify', '--trust', c.office.trust, path], check=False,
        stdout=subprocess.DEVNULL, env=dict(
            os.environ, ASAN_OPTIONS='detect_leaks=0')).returncode


def main():
    t = Tap()
    verbose = '-v' in sys.argv
    keep = sys.argv[sys.argv.index('-k') + 1] if '-k' in sys.argv else None
    with tempfile.TemporaryDirectory() as tmp:
        c = Cases(keep or tmp)
        began = time.monotonic()
        make(c)
        t.note('%d files in %.1f s' % (len(c.all), time.monotonic() - began))
        began = time.monotonic()
        reports = list(judge(c))
        t.note('judged in %.1f s' % (time.monotonic() - began))
        wrong = collections.defaultdict(list)
        count = collections.Counter()
        for (cls, name, _, forged), r in zip(c.all, reports):
            line = '%s/%s: %s' % (cls, name, said(r))
            count[cls] += 1
            if verbose:
                print('# ' + line)
            if r['readable'] is False and r['reason'] in ('crash', 'time',
                                                          'memory'):
                wrong[cls].append(line)
            want = next((w for k, w in EXPECT
                         if k.match('%s/%s' % (cls, name))), None)
            if want is None or not want.search(said(r)):
                wrong[cls].append(line + '  <- %s' % (
                    want.pattern if want else 'no expectation'))
        for cls in sorted(count):
            t.ok(not wrong[cls], '%s: %d files' % (cls, count[cls]),
                 '\n'.join(wrong[cls]))
        bad = ['%s/%s: %d' % (cls, name, code) for cls, name, path, _ in
               c.all if cls in DOUBTFUL
               for code in [status(c, path)] if code != 2]
        t.ok(not bad, 'intact, and yet doubtful: status 2', '\n'.join(bad))
        n = sum(x[3] for x in c.all)
        t.ok(n >= LEAST, '%d forgeries, at least %d' % (n, LEAST))
    t.done()


if __name__ == '__main__':
    main()
