"""What sections of a résumé are called, by kind, in the languages of résumés.

Each line of a kind is one language. A heading that is not listed word for word is still known when it is made of words that
are (see `headings.py`): "Technical Skills & Tools" needs no line of its own.
"""

HEADINGS: dict[str, str] = {
    "summary": """
        summary|professional summary|executive summary|career summary|personal summary|profile|professional profile|personal profile|career profile|about|about me|about myself|who i am|objective|career objective|professional objective|overview|career overview|bio|biography|personal statement|statement|statement of purpose|introduction|highlights of qualifications|summary of qualifications|qualifications summary|in brief|at a glance|basics|info|mission
        profil|kurzprofil|über mich|zusammenfassung|persönliches profil|berufsprofil|zielsetzung|berufsziel|persönliches statement|kurzvorstellung
        profil professionnel|à propos|à propos de moi|résumé|présentation|objectif|objectif professionnel|qui suis je|accroche|synthèse
        perfil|perfil profesional|sobre mí|resumen|resumen profesional|objetivo|objetivo profesional|acerca de mí|presentación|extracto|perfil personal
        perfil profissional|sobre mim|sobre|resumo|resumo profissional|objetivo profissional|apresentação|síntese|sumário
        profilo|profilo professionale|chi sono|sommario|sintesi|obiettivo|obiettivo professionale|su di me|presentazione|profilo personale
        profiel|over mij|samenvatting|persoonlijk profiel|professioneel profiel|doelstelling|personalia profiel|introductie
        profil zawodowy|o mnie|podsumowanie|podsumowanie zawodowe|cel zawodowy|sylwetka
        о себе|обо мне|профиль|цель|резюме|кратко о себе|краткая информация|дополнительная информация о себе
        个人简介|自我评价|个人总结|简介|关于我|个人概述|求职意向|职业目标|個人簡介|自我介绍|个人优势
        概要|職務要約|プロフィール|自己紹介|自己pr|要約|職歴要約|サマリー|自己概要|경력요약|자기소개
        om mig|om meg|sammanfattning|hakkımda|özet|profil osobowy|o mně|despre mine
    """,
    "contact": """
        contact|contacts|contact information|contact info|contact details|contact me|personal information|personal info|personal details|personal data|details|get in touch|address|coordinates|reach me
        kontakt|kontaktdaten|persönliche daten|persönliche angaben|angaben zur person|zur person|anschrift|personalien|persönliche informationen
        coordonnées|informations personnelles|état civil|données personnelles|me contacter|informations
        contacto|datos personales|información personal|datos de contacto|información de contacto
        contato|contatos|dados pessoais|informações pessoais|contacto dados|informações de contato|informação pessoal
        contatti|informazioni personali|dati personali|recapiti|dati anagrafici|contatto
        contactgegevens|personalia|persoonlijke gegevens|persoonlijke informatie|gegevens
        dane osobowe|dane kontaktowe|informacje osobiste
        контакты|контактная информация|личные данные|личная информация|персональные данные|контактные данные
        联系方式|个人信息|基本信息|个人资料|联系信息|聯絡方式
        連絡先|個人情報|基本情報|연락처|인적사항
        kontaktuppgifter|iletişim|kişisel bilgiler|osobní údaje
    """,
    "profiles": """
        profiles|social|social media|online|online presence|links|social networks|networks|find me online|web presence|social profiles|on the web|connect|socials
        profile online|soziale netzwerke|réseaux sociaux|liens|redes sociales|enlaces|redes sociais|reti sociali|link|sociale media|ссылки|社交|链接|リンク|sns
    """,
    "work": """
        experience|work experience|professional experience|employment|employment history|work history|work|career|career history|professional background|relevant experience|related experience|positions|positions held|appointments|professional appointments|academic appointments|academic positions|research experience|teaching experience|industry experience|clinical experience|internships|internship experience|job history|jobs|experiences|professional history|work background|additional experience|other experience|selected experience|leadership experience|freelance|freelance work|consulting experience|military experience|military service|where i ve worked|practical experience|clerkships|professional practice|roles
        berufserfahrung|arbeitserfahrung|beruflicher werdegang|werdegang|berufspraxis|praxiserfahrung|berufliche erfahrung|berufliche erfahrungen|beschäftigungen|berufstätigkeit|praktika|praktikum|berufliche laufbahn|beruflicher hintergrund|berufsweg|berufliche stationen|praktische erfahrung|tätigkeiten|berufliche tätigkeit|erfahrung|erfahrungen|nebentätigkeiten
        expérience|expériences|expérience professionnelle|expériences professionnelles|parcours professionnel|parcours|stages|emplois|stages et emplois|expérience de travail
        experiencia|experiencia laboral|experiencia profesional|historial laboral|trayectoria profesional|trayectoria laboral|empleos|experiencias profesionales|prácticas|experiencia de trabajo|experiencias
        experiência|experiência profissional|experiências profissionais|histórico profissional|trajetória profissional|percurso profissional|experiência de trabalho|experiências|estágios|atuação profissional
        esperienza|esperienze|esperienza lavorativa|esperienze lavorative|esperienza professionale|esperienze professionali|carriera|tirocini|stage|percorso professionale
        ervaring|werkervaring|loopbaan|professionele ervaring|arbeidsverleden|stages ervaring|relevante ervaring|werkgeschiedenis
        doświadczenie|doświadczenie zawodowe|przebieg kariery|historia zatrudnienia|praktyki|staże|zatrudnienie
        опыт|опыт работы|профессиональный опыт|трудовой опыт|трудовая деятельность|карьера|работа|места работы|стажировки
        工作经历|工作经验|职业经历|实习经历|工作|从业经历|任职经历|工作履历|职业背景|實習經歷|工作經歷|经历|经验
        職歴|職務経歴|経歴|実務経験|業務経験|職務経験|仕事|勤務経験|職務経歴詳細|경력|경력사항|경험
        arbetslivserfarenhet|erfarenhet|erfaring|arbejdserfaring|arbeidserfaring|iş deneyimi|deneyim|iş tecrübesi|pracovní zkušenosti|experiență|experiență profesională|työkokemus
    """,
    "education": """
        education|study|educational background|academic background|academic history|education and training|academic qualifications|qualifications|academics|degrees|studies|schooling|education history|academic education|educational qualifications|academic record|university education|academic profile|formal education|training and education|scholastic record
        ausbildung|bildung|bildungsweg|studium|schulbildung|akademischer werdegang|schulischer werdegang|bildungswerdegang|hochschulbildung|aus und weiterbildung|akademische ausbildung|schule|schule und studium|berufsausbildung|hochschulausbildung|bildungsgang
        formation|formations|études|éducation|parcours académique|parcours scolaire|diplômes|formation académique|diplômes et formations|cursus|scolarité|formation initiale
        educación|formación|formación académica|estudios|formación y estudios|historial académico|títulos|educación y formación|estudios realizados|titulación
        educação|formação|formação acadêmica|formação académica|escolaridade|estudos|educação e formação|percurso académico|habilitações|habilitações literárias
        istruzione|formazione|istruzione e formazione|studi|percorso di studi|titoli di studio|formazione accademica|percorso formativo
        opleiding|opleidingen|onderwijs|studie|opleidingen en cursussen|academische achtergrond|scholing
        wykształcenie|edukacja|studia|przebieg edukacji
        образование|высшее образование|обучение|основное образование
        教育背景|教育经历|教育|学历|学习经历|學歷|教育程度|求学经历|学历背景
        学歴|教育|学業|最終学歴|学歴概要|학력|학력사항|교육
        utbildning|utdanning|uddannelse|eğitim|öğrenim|vzdělání|educație|studii|koulutus
    """,
    "skills": """
        skills|technical skills|key skills|core skills|core competencies|competencies|competences|expertise|areas of expertise|technologies|technical expertise|technical proficiencies|technical competencies|tools|tech stack|technology stack|stack|proficiencies|professional skills|computer skills|it skills|software|software skills|hard skills|soft skills|abilities|strengths|capabilities|key competencies|skill set|skillset|skills and proficiency|programming skills|digital skills|specialties|specialities|specialization|areas of knowledge|knowledge|toolbox|toolkit|technical knowledge|skills and abilities|personal skills|transferable skills|skills summary|technical summary|what i do|practical skills|lab skills|laboratory skills
        kenntnisse|fähigkeiten|kompetenzen|fachkenntnisse|it kenntnisse|edv kenntnisse|kernkompetenzen|fachkompetenzen|technische kenntnisse|qualifikationen|kenntnisse und fähigkeiten|stärken|besondere kenntnisse|weitere kenntnisse|fertigkeiten|schlüsselqualifikationen|computerkenntnisse|technologien|zusatzqualifikationen|persönliche stärken|skills und kenntnisse
        compétences|compétences techniques|compétences clés|compétences professionnelles|savoir faire|savoir être|compétences informatiques|informatique|outils|logiciels|connaissances|qualités|domaines de compétences|atouts|expertises|aptitudes
        competencias|habilidades|aptitudes|conocimientos|habilidades técnicas|competencias técnicas|conocimientos técnicos|informática|herramientas|destrezas|competencias clave|conocimientos informáticos|capacidades|tecnologías|competencias digitales
        competências|habilidades técnicas|conhecimentos|competências técnicas|aptidões|informática conhecimentos|ferramentas|qualificações|conhecimentos técnicos|tecnologias|competências e habilidades|competências pessoais|hard skills e soft skills
        competenze|capacità|abilità|competenze tecniche|competenze informatiche|conoscenze|competenze professionali|competenze personali|capacità e competenze|conoscenze informatiche|competenze digitali|competenze chiave|strumenti
        vaardigheden|competenties|kennis|technische vaardigheden|computervaardigheden|kernkwaliteiten|kwaliteiten|kernvaardigheden|digitale vaardigheden|kennis en vaardigheden|it vaardigheden
        umiejętności|kompetencje|umiejętności techniczne|kluczowe umiejętności|umiejętności zawodowe|znajomość technologii|technologie|narzędzia|umiejętności miękkie|umiejętności komputerowe
        навыки|ключевые навыки|профессиональные навыки|технические навыки|умения|компетенции|технологии|знания|знания и навыки|профессиональные компетенции|инструменты
        技能|专业技能|技术栈|技能特长|个人技能|核心技能|职业技能|技能清单|掌握技能|技術能力|专业能力|技术能力|技能与工具|技能专长|专长|能力
        スキル|技術|技術スキル|得意分野|活かせる経験 知識 技術|専門スキル|テクニカルスキル|能力|保有スキル|活かせるスキル|スキルセット|기술|보유기술|역량
        kompetens|kompetenser|färdigheter|ferdigheter|kompetencer|beceriler|yetenekler|yetkinlikler|dovednosti|znalosti|competențe|abilități|taidot|osaaminen
    """,
    "languages": """
        languages|language|language skills|languages spoken|language proficiency|foreign languages|spoken languages|linguistic skills|language competencies
        sprachen|sprachkenntnisse|fremdsprachen|sprache|sprachliche kenntnisse
        langues|langue|langues étrangères|compétences linguistiques|langues parlées
        idiomas|lenguas|idioma|lenguajes|conocimiento de idiomas
        línguas|competências linguísticas|línguas estrangeiras
        lingue|lingua|lingue straniere|competenze linguistiche|conoscenze linguistiche
        talen|taal|taalvaardigheden|talenkennis|taalkennis
        języki|języki obce|znajomość języków|język|znajomość języków obcych
        языки|иностранные языки|знание языков|владение языками|язык
        语言|语言能力|外语|外语能力|语言技能|語言|语言水平|语言掌握
        語学|言語|語学力|語学スキル|外国語|언어|외국어|어학
        språk|språkkunskaper|sprog|diller|yabancı diller|yabancı dil|dil bilgisi|jazyky|jazykové znalosti|limbi|limbi străine|kielitaito|kielet
    """,
    "certificates": """
        certificates|certifications|certification|diplomas|licenses|licences|licenses and certifications|certifications and licenses|professional certifications|credentials|accreditations|licensure|professional licenses|certificates and licenses|certifications and diplomas|training and certifications|courses and certifications|certificates and courses|training|trainings|courses|professional development|continuing education|professional training|additional training|courses and training|licensure and certification|registrations|professional registration|professional qualifications|tickets and licences|moocs|online courses|coursework and certificates|workshops
        zertifikate|zertifizierungen|weiterbildung|weiterbildungen|fortbildung|fortbildungen|lizenzen|bescheinigungen|zertifikate und weiterbildungen|kurse|weiterbildung und zertifikate|schulungen|seminare|lehrgänge|führerscheine
        certificats|certifications professionnelles|attestations|formation continue|formations complémentaires|habilitations|permis|formations continues
        certificaciones|certificados|cursos|cursos y certificaciones|formación complementaria|licencias|certificaciones y cursos|otros cursos|cursos y seminarios
        certificações|certificados e cursos|cursos e certificações|formação complementar|cursos complementares|certificações e cursos|licenças
        certificazioni|certificati|corsi|corsi e certificazioni|abilitazioni|patenti|attestati|corsi di formazione|formazione continua
        certificaten|certificeringen|cursussen|trainingen|cursussen en certificaten|diplomas en certificaten|bijscholing
        certyfikaty|kursy|szkolenia|kursy i szkolenia|certyfikaty i szkolenia|uprawnienia|kursy i certyfikaty
        сертификаты|курсы|сертификация|повышение квалификации|дополнительное образование|тренинги|курсы и сертификаты|курсы и тренинги|лицензии
        证书|资格证书|资质证书|专业证书|认证|职业资格|证书资质|培训经历|培训|荣誉证书|執照|資格證書
        資格|免許|資格 免許|免許 資格|認定資格|保有資格|取得資格|資格免許|研修|자격증|자격|교육이수
        certifikat|intyg|kurser|kurs|sertifikalar|sertifika|kurslar|certifikáty|certificări|sertifikater|belgeler
    """,
    "projects": """
        projects|personal projects|selected projects|key projects|side projects|project experience|academic projects|open source|open source projects|open source contributions|portfolio|selected work|selected works|notable projects|research projects|project highlights|relevant projects|recent projects|technical projects|works|case studies|software projects|open source software
        projekte|ausgewählte projekte|persönliche projekte|projekterfahrung|eigene projekte|projektübersicht|referenzprojekte
        projets|projets personnels|réalisations|projets académiques|projets réalisés
        proyectos|proyectos personales|proyectos destacados|portafolio
        projetos|projetos pessoais|projectos|portfólio|projetos acadêmicos
        progetti|progetti personali|portfolio progetti|progetti principali
        projecten|persoonlijke projecten|projectervaring
        projekty|projekty własne|projekty osobiste|zrealizowane projekty
        проекты|личные проекты|портфолио|проектная деятельность
        项目|项目经历|项目经验|个人项目|开源项目|项目作品|專案經驗|作品|作品集
        プロジェクト|プロジェクト経験|個人プロジェクト|制作実績|開発実績|実績 作品|프로젝트|프로젝트 경험
        projekt|prosjekter|projeler|proje deneyimi|proiecte|projektit
    """,
    "awards": """
        awards|honors|honours|honors and awards|awards and honors|awards and achievements|achievements|accomplishments|scholarships|awards and scholarships|fellowships|grants|grants and awards|recognition|prizes|distinctions|honors and distinctions|awards and recognition|key achievements|accolades|fellowships and awards|grants and fellowships|academic honors|funding
        auszeichnungen|preise|ehrungen|erfolge|stipendien|preise und auszeichnungen|auszeichnungen und preise|stipendien und auszeichnungen
        prix|récompenses|distinctions honorifiques|prix et distinctions|bourses|distinctions|récompenses et distinctions
        premios|reconocimientos|logros|honores|premios y reconocimientos|becas|distinciones|galardones
        prêmios|prémios|conquistas|reconhecimentos|bolsas|honrarias|prêmios e reconhecimentos|distinções
        premi|riconoscimenti|premi e riconoscimenti|borse di studio|onorificenze
        prijzen|onderscheidingen|prestaties|beurzen|prijzen en onderscheidingen
        nagrody|osiągnięcia|wyróżnienia|nagrody i wyróżnienia|stypendia
        награды|достижения|премии|стипендии|награды и достижения|гранты
        获奖|获奖经历|荣誉|荣誉奖项|奖项|所获奖项|奖励|获奖情况|荣誉与奖项|獲獎|荣誉奖励|成就
        受賞|受賞歴|表彰|賞|実績|功績|수상|수상경력|수상내역
        utmärkelser|priser|ödüller|başarılar|ocenění|premii
    """,
    "publications": """
        publications|published|selected publications|papers|articles|journal articles|research publications|books|patents|publications and presentations|presentations|conference papers|talks|scholarly publications|peer reviewed publications|writing|publications and talks|conferences|patents and publications|talks and presentations|invited talks|scientific publications|speaking|blog posts|published work
        publikationen|veröffentlichungen|patente|vorträge|schriften|ausgewählte publikationen|wissenschaftliche publikationen|publikationen und vorträge
        articles et publications|brevets|conférences|publications scientifiques|communications
        publicaciones|artículos|patentes|conferencias|publicaciones científicas|ponencias
        publicações|artigos|publicações científicas|palestras|produção bibliográfica
        pubblicazioni|articoli|brevetti|conferenze|pubblicazioni scientifiche
        publicaties|artikelen|lezingen|octrooien
        publikacje|artykuły|patenty|publikacje naukowe|wystąpienia
        публикации|статьи|патенты|доклады|научные публикации|выступления
        论文|出版物|发表论文|学术论文|专利|论文发表|著作|科研成果|發表論文|学术成果
        論文|出版物|著書|発表|特許|業績|研究業績|論文 著書|논문|출판|특허
        publikationer|yayınlar|publikace|publicații|publikasjoner
    """,
    "volunteer": """
        volunteer|volunteering|volunteer experience|volunteer work|community service|community involvement|community engagement|extracurricular activities|extracurriculars|activities|leadership and activities|civic engagement|social engagement|voluntary work|voluntary experience|community|outreach|leadership|leadership and service|service|professional service|volunteer activities|involvement|pro bono|volunteer and community|board memberships|giving back|extra curricular activities
        ehrenamt|ehrenamtliche tätigkeit|ehrenamtliche tätigkeiten|ehrenamtliches engagement|engagement|soziales engagement|freiwilligenarbeit|gesellschaftliches engagement|außerschulisches engagement
        bénévolat|engagement associatif|expérience bénévole|vie associative|activités bénévoles|engagements|activités associatives|volontariat
        voluntariado|experiencia de voluntariado|trabajo voluntario|actividades extracurriculares|voluntariados
        trabalho voluntário|experiência voluntária|atividades extracurriculares|voluntariado e comunidade
        volontariato|attività di volontariato|esperienze di volontariato|attività extracurriculari|impegno sociale
        vrijwilligerswerk|vrijwilliger|nevenactiviteiten|bestuurservaring|maatschappelijke activiteiten|extracurriculaire activiteiten
        wolontariat|działalność społeczna|działalność dodatkowa|aktywność społeczna
        волонтерство|волонтерская деятельность|общественная деятельность|волонтерский опыт|внеучебная деятельность
        志愿者经历|志愿服务|社会实践|校园经历|志愿者|社团经历|志愿者经验|社会活动|課外活動|校内经历|公益活动
        ボランティア|ボランティア活動|社会活動|課外活動|ボランティア経験|봉사활동|대외활동|자원봉사
        ideellt arbete|frivillig|frivilligt arbejde|gönüllü|gönüllülük|gönüllü deneyim|dobrovolnictví|voluntariat
    """,
    "interests": """
        interests|hobbies|hobbies and interests|interests and hobbies|personal interests|passions|other interests|pastimes|leisure|activities and interests|interests and activities|outside work|beyond work
        interessen|hobbys|hobbies und interessen|freizeit|persönliche interessen|hobbys und interessen|interessen und hobbys
        centres d intérêt|centres d intérêts|loisirs|intérêts|passions et loisirs|activités et loisirs|hobbies et loisirs
        intereses|aficiones|pasatiempos|hobbies e intereses|intereses personales|otros intereses
        interesses|passatempos|interesses e hobbies|hobbies e interesses|interesses pessoais
        interessi|passatempi|hobby|interessi personali|hobby e interessi|interessi e hobby
        interesses en hobby s|hobby s|vrije tijd|hobbies en interesses|hobby s en interesses
        zainteresowania|hobby i zainteresowania|pasje|zainteresowania i hobby
        интересы|хобби|увлечения|хобби и интересы|интересы и увлечения|личные интересы
        兴趣爱好|兴趣|爱好|个人爱好|興趣
        趣味|興味|趣味 特技|関心|趣味特技|취미|관심사
        intressen|fritidsintressen|ilgi alanları|hobiler|hobi|zájmy|pasiuni|interesser|harrastukset
    """,
    "references": """
        references|referees|recommendations|testimonials|professional references|character references|reference
        referenzen|empfehlungen|referenz
        références|recommandations
        referencias|recomendaciones
        referências|recomendações
        referenze|raccomandazioni
        referenties|aanbevelingen
        referencje|rekomendacje
        рекомендации|отзывы
        推荐人|推荐信|证明人|推薦人
        推薦者|照会先|추천인|推薦
        referenser|referanslar|referanser|reference kontakty|referințe|suosittelijat
    """,
    "other": """
        additional information|additional|other|miscellaneous|declaration|affiliations|memberships|professional affiliations|professional memberships|associations|availability|work authorization|visa status|signature|attachments|further information|other information|citizenship|security clearance|driving licence|driving license|remarks|notes|professional associations|supplementary information|strengths and weaknesses|gdpr|consent|privacy|salary expectations
        sonstiges|weitere informationen|zusätzliche informationen|mitgliedschaften|führerschein|weiteres|anlagen|zusatzinformationen|verschiedenes|familienstand
        divers|informations complémentaires|autres|autres informations|permis de conduire|affiliations professionnelles|adhésions
        otros|otros datos|información adicional|datos de interés|afiliaciones|permiso de conducir|membresías
        outros|informações adicionais|outras informações|afiliações|carta de condução|informações complementares
        altro|altre informazioni|ulteriori informazioni|patente di guida|affiliazioni|allegati|trattamento dei dati personali
        overig|overige|overige informatie|lidmaatschappen|rijbewijs|aanvullende informatie
        inne|informacje dodatkowe|dodatkowe informacje|prawo jazdy|członkostwo|klauzula
        дополнительно|дополнительная информация|дополнительные сведения|прочее|другое
        其他|其他信息|附加信息|备注|其它
        その他|備考|特記事項|本人希望|志望動機|補足|기타
        övrigt|annet|andet|diğer|ek bilgiler|ostatní|altele|informații suplimentare
    """,
}

# A heading over other headings, which says nothing by itself; titles of the whole document.
CONTAINERS = "background|qualifications and experience|my background|career and education"
DOCUMENT_TITLES = (
    "curriculum vitae|curriculum|cv|resume|résumé|lebenslauf|tabellarischer lebenslauf|hoja de vida|currículum|currículo|vitae|curriculum vitæ"
    "|resumé|życiorys|履歴書|職務経歴書|简历|个人简历|履歷|이력서|резюме|portfolio curriculum vitae|europass|özgeçmiş|életrajz|životopis|meritförteckning|portfolio résumé"
)

# Words that qualify a heading without changing its kind.
MODIFIERS = (
    "and|or|the|of|in|for|my|a|other|additional|selected|relevant|related|key|core|main|major|recent|notable|professional|personal|further|general|list|details|areas|overview|summary"
    "|history|background|special|specific|information|extra|previous|current|past|full|part|time|und|oder|der|die|das|meine|weitere|sonstige|besondere|et|ou|de|des|la|le|les|mes|autres"
    "|du|y|o|e|del|los|las|mis|otros|otras|do|da|dos|das|meus|outras|outros|di|altre|altri|en|van|mijn|overige|i|oraz|moje|и|мои|proficiency|&|with|ve|och|og|plus"
    "|technical|academic|career|clinical|industry|international|practical|leadership|corporate|business|research|teaching|creative|medical|legal"
)

# Labels inside an entry or a list that look like headings and are none: "Highlights" above the bullets of one job.
INNER_LABELS = (
    "highlights|responsibilities|key responsibilities|duties|achievements|key achievements|accomplishments|main duties|tasks|description|courses|coursework|relevant coursework|technologies"
    "|technologies used|tech stack|keywords|roles|role|results|contributions|key contributions|responsibilities included|main responsibilities|modules|subjects|thesis|main activities"
    "|main activities and responsibilities|tools|environment|aufgaben|tätigkeiten|erfolge|aufgabenbereiche|schwerpunkte|kurse|verantwortlichkeiten|missions|tâches|réalisations|responsabilités"
    "|cours|funciones|logros|responsabilidades|tareas|cursos|atividades|funções|resultados|realizações|disciplinas|mansioni|attività|responsabilità|risultati|taken|verantwoordelijkheden|werkzaamheden"
    "|resultaten|vakken|obowiązki|zadania|osiągnięcia|обязанности|достижения|должностные обязанности|职责|主要职责|业绩|工作内容|主要业绩|主修课程|業務内容|実績|担当業務"
)
