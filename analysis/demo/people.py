"""What stands in the sample résumés.

None of these persons exists: addresses end in example.com or .org, telephone numbers lie in the ranges that regulators
keep for fiction, companies and schools are invented.
"""

from analysis.demo.person import Entry, Person

AMARA = Person(
    name="Amara Okafor",
    label="Senior Software Engineer",
    email="amara.okafor@example.com",
    phone="+44 1632 960147",
    city="Manchester, United Kingdom",
    link="github.com/amara-okafor-example",
    summary=(
        "Backend engineer with nine years of experience in payments and logistics. I like small services with clear "
        "contracts, boring databases and dashboards that somebody looks at."
    ),
    work=(
        Entry(
            "Senior Software Engineer",
            "Pennine Payments Ltd, Manchester",
            "March 2020 – Present",
            (
                "Lead a team of five that runs the settlement platform: 40 million transactions a month.",
                "Replaced a nightly batch by an event stream, so that merchants see their balance within a minute.",
                "Introduced property-based tests; reconciliation errors fell by 70 % within a year.",
            ),
        ),
        Entry(
            "Software Engineer",
            "Calder Freight Systems, Leeds",
            "September 2016 – February 2020",
            (
                "Built the route planner's public API in Python and Django, used by 120 carriers.",
                "Moved 2 TB of history from MySQL to PostgreSQL without downtime.",
            ),
        ),
        Entry(
            "Junior Developer",
            "Harbour & Finch Studio, Liverpool",
            "July 2014 – August 2016",
            ("Wrote and looked after shops for a dozen independent publishers.",),
        ),
    ),
    education=(
        Entry("BSc in Computer Science", "University of North Lancashire", "2011 – 2014", ("First-class honours.",)),
    ),
    skills=(
        ("Languages", "Python, Go, SQL, TypeScript"),
        ("Data", "PostgreSQL, Kafka, Redis"),
        ("Operations", "Kubernetes, Terraform, Prometheus, GitHub Actions"),
    ),
    languages="English (native), Igbo (native), French (intermediate)",
    extra=(
        ("Certificates", ("Certified Kubernetes Application Developer, 2021",)),
        ("Projects", ("ledger-lint: a checker for double-entry bookkeeping files, 900 stars on GitHub.",)),
    ),
)
JONAS = Person(
    name="Jonas Weber",
    label="Product Designer",
    email="jonas.weber@example.org",
    phone="+49 30 23125 014",
    city="Hamburg, Germany",
    link="www.jonas-weber.example.org",
    summary=(
        "Designer of tools for people who work under pressure: dispatchers, nurses, pilots. I draw, prototype in code "
        "and watch people use it, in that order and again."
    ),
    work=(
        Entry(
            "Lead Product Designer",
            "Elbtor Software GmbH, Hamburg",
            "04/2019 – Present",
            (
                "Redesigned the control room of a ferry company; training time went from nine days to four.",
                "Set up a design system of 60 components shared by six teams.",
            ),
        ),
        Entry(
            "UX Designer",
            "Klinik Digital AG, Berlin",
            "10/2015 – 03/2019",
            (
                "Designed the ward tablet that 3,000 nurses use each day.",
                "Ran 80 usability sessions in hospitals and made their findings the backlog.",
            ),
        ),
    ),
    education=(
        Entry("Master of Arts in Interaction Design", "Hochschule Nordheide", "2013 – 2015"),
        Entry("Bachelor of Arts in Communication Design", "Kunsthochschule Saale", "2010 – 2013"),
    ),
    skills=(
        ("Design", "Interaction design, prototyping, design systems, accessibility"),
        ("Tools", "Figma, HTML, CSS, JavaScript"),
        ("Research", "Usability tests, interviews, diary studies"),
    ),
    languages="German (native), English (fluent), Danish (basic)",
    extra=(("Awards", ("Northern Design Prize, interface category, 2022",)),),
)
LUCIA = Person(
    name="Lucía Ferreira",
    label="Data Analyst",
    email="lucia.ferreira@example.com",
    phone="+1 202 555 0143",
    city="Lisbon, Portugal",
    link="linkedin.com/in/lferreira-ex",
    summary=(
        "Analyst with a background in public health. I turn registers and surveys into answers that people act on, and "
        "say how sure they can be of them."
    ),
    work=(
        Entry(
            "Data Analyst",
            "Tejo Mobility, Lisbon",
            "Jan 2021 – Present",
            (
                "Forecast demand for 9,000 shared bicycles; empty stations fell by a third.",
                "Built the company's first warehouse in dbt and BigQuery.",
                "Teach a monthly course in statistics to colleagues.",
            ),
        ),
        Entry(
            "Research Assistant",
            "Institute for Urban Health, Porto",
            "Sep 2017 – Dec 2020",
            (
                "Linked eleven registers for a study of asthma and traffic.",
                "Co-wrote four papers; two were taken up by the city council.",
            ),
        ),
    ),
    education=(
        Entry("MSc in Biostatistics", "Universidade do Vouga", "2015 – 2017"),
        Entry("BSc in Mathematics", "Universidade do Vouga", "2012 – 2015"),
    ),
    skills=(
        ("Analysis", "Python, R, SQL, dbt"),
        ("Methods", "Time series, causal inference, survey design"),
        ("Charts", "Tableau, Observable Plot"),
    ),
    languages="Portuguese (native), Spanish (native), English (fluent)",
    extra=(("Volunteering", ("Code club mentor at Biblioteca de Marvila, since 2019",)),),
)
MEI = Person(
    name="Mei Tanaka",
    label="Registered Nurse, Intensive Care",
    email="mei.tanaka@example.org",
    phone="+1 604 555 0172",
    city="Vancouver, Canada",
    link="linkedin.com/in/mei-tanaka-example",
    summary=(
        "Intensive care nurse with eleven years at the bedside and three in teaching. Calm in a crisis, exact in a "
        "handover, and fond of checklists that fit on one page."
    ),
    work=(
        Entry(
            "Clinical Nurse Educator",
            "Burrard General Hospital, Vancouver",
            "May 2021 – Present",
            (
                "Teach 140 nurses a year in ventilation, sedation and family meetings.",
                "Wrote the unit's handover checklist, now used in four hospitals.",
            ),
        ),
        Entry(
            "Registered Nurse, Intensive Care",
            "St. Brigid Hospital, Victoria",
            "June 2013 – April 2021",
            (
                "Cared for adults after heart surgery in a unit of 24 beds.",
                "Charge nurse on nights from 2017.",
            ),
        ),
    ),
    education=(
        Entry("Master of Nursing", "Pacific Coast University", "2018 – 2020"),
        Entry("Bachelor of Science in Nursing", "Pacific Coast University", "2009 – 2013"),
    ),
    skills=(
        ("Clinical", "Mechanical ventilation, haemodynamic monitoring, renal replacement"),
        ("Teaching", "Simulation, bedside coaching, curriculum design"),
    ),
    languages="English (native), Japanese (native)",
    extra=(
        ("Certificates", ("Advanced Cardiac Life Support, 2023", "Critical Care Nursing Certificate, 2016")),
        ("Publications", ("One page is enough: handover in intensive care. Journal of Ward Practice, 2022",)),
    ),
)
TOM = Person(
    name="Tom Hughes",
    label="Physics Teacher",
    email="tom.hughes@example.com",
    phone="+44 29 2018 0326",
    city="Cardiff, Wales",
    link="www.physics-with-tom.example.com",
    summary=(
        "Teacher of physics and astronomy, head of department since 2018. My classes build what they calculate: cloud "
        "chambers, trebuchets and one working radio telescope."
    ),
    work=(
        Entry(
            "Head of Physics",
            "Taff Valley School, Cardiff",
            "September 2018 - Present",
            (
                "Lead a department of six; A-level entries have doubled.",
                "Won a grant of 30,000 pounds for a radio telescope built by pupils.",
            ),
        ),
        Entry(
            "Physics Teacher",
            "Severn Bridge Academy, Newport",
            "September 2011 - August 2018",
            ("Taught physics and electronics to ages 11 to 18.", "Ran the astronomy club and its yearly camp."),
        ),
    ),
    education=(
        Entry("PGCE in Secondary Physics", "University of Gwent", "2010 - 2011"),
        Entry("MPhys in Physics with Astronomy", "University of Gwent", "2006 - 2010"),
    ),
    skills=(
        ("Teaching", "Curriculum design, practical work, mentoring"),
        ("Technical", "Python, Arduino, LaTeX, optics"),
    ),
    languages="English (native), Welsh (fluent)",
    extra=(("Interests", ("Fell running, brass band",)),),
)
NOOR = Person(
    name="Noor Haddad",
    label="Project Manager",
    email="noor.haddad@example.org",
    phone="+1 312 555 0118",
    city="Chicago, Illinois",
    link="linkedin.com/in/noor-haddad-example",
    summary="Project manager for rail and road, with a habit of finishing on the day that was promised.",
    work=(
        Entry(
            "Project Manager",
            "Lakeshore Transit Partners, Chicago",
            "June 2018 – Present",
            ("Delivered three stations and 14 km of track, 2 % under budget.",),
        ),
    ),
    education=(Entry("BEng in Civil Engineering", "Prairie State University", "2009 – 2013"),),
    skills=(("Methods", "Scheduling, risk, contracts"),),
    languages="English (fluent), Arabic (native)",
)
SVEN = Person(
    name="Sven Larsen",
    label="Accountant",
    email="sven.larsen@example.com",
    phone="+1 206 555 0163",
    city="Seattle, Washington",
    link="linkedin.com/in/sven-larsen-example",
    summary="Accountant for small theatres and large choirs.",
    work=(
        Entry(
            "Senior Accountant",
            "Orca & Daughters LLP, Seattle",
            "February 2015 – Present",
            ("Close the books of 30 charities each quarter.",),
        ),
    ),
    education=(Entry("BA in Accounting", "Cascade College", "2008 – 2012"),),
    skills=(("Software", "Ledger, Excel, SQL"),),
    languages="English (native), Norwegian (fluent)",
)
